/* emit_export.c: what C calls: functions with the types of C, and the header that declares them.
 *
 * Of a plain function one, of a coroutine four: foo_start, foo_done, foo_cancel, foo_result. Their names are taken before
 * all others.
 * SPDX-License-Identifier: MIT */
#include "emit/emit_impl.h"

#include <string.h>
#include "base/intern.h"

void claim_exports(Emitter *e)
{
    const unsigned of_coroutine = name_part(NAME_START) | name_part(NAME_DONE) | name_part(NAME_CANCEL) | name_part(NAME_RESULT);

    for (int i = 0; i < e->core->exports.n; i++) {
        const CoreExport *x = e->core->exports.at[i];
        if (x->fn->is_coroutine)
            name_claim(e->names, intern(x->name), of_coroutine);
        else
            name_take(e->names, intern(x->name));
    }
    if (e->options->as_library) {
        name_take(e->names, intern(arena_printf(e->arena, "%s_begin", e->options->as_library)));
        name_take(e->names, intern(arena_printf(e->arena, "%s_end", e->options->as_library)));
    }
}

/* ---- declarations ---- */

static const char *param_name(Emitter *e, const CoreExport *x, int p)
{
    return name_member(e->names, x->params.at[p].name);
}

static const char *joined(Emitter *e, const char *type, const char *name)
{
    return arena_printf(e->arena, type[strlen(type) - 1] == '*' ? "%s%s" : "%s %s", type, name);
}

/* "uint8_t pin, bool on, uint16_t *out" */
static const char *params_in_c(Emitter *e, const CoreExport *x, bool with_out)
{
    const char *text = "";

    for (int p = 0; p < x->params.n; p++)
        text = arena_printf(e->arena, "%s%s%s", text, p ? ", " : "", joined(e, x->params.at[p].ctype, param_name(e, x, p)));
    if (with_out && x->ctype)
        text = arena_printf(e->arena, "%s%s%s", text, x->params.n ? ", " : "", joined(e, x->ctype, "*out"));
    return text[0] ? text : "void";
}

static const char *result_param(Emitter *e, const CoreExport *x)
{
    return x->ctype ? joined(e, x->ctype, "*out") : "void";
}

static void declare_one(Emitter *e, const CoreExport *x)
{
    if (x->interrupt)
        out(e->out, "void %s(void);", x->name);
    else if (x->callback)
        out(e->out, "AC_UNUSED static %s(%s);", joined(e, x->ctype ? x->ctype : "void", x->name), params_in_c(e, x, false));
    else if (x->fn->is_coroutine)
        out(e->out, "AcStatus %s_start(%s);\nbool %s_done(void);\nbool %s_cancel(void);\nAcStatus %s_result(%s);",
            x->name, params_in_c(e, x, false), x->name, x->name, x->name, result_param(e, x));
    else
        out(e->out, "AcStatus %s(%s);", x->name, params_in_c(e, x, true));
}

bool has_exports(const Emitter *e)
{
    for (int i = 0; i < e->core->exports.n; i++)
        if (!e->core->exports.at[i]->callback)
            return true;
    return e->options->as_library != NULL;
}

/* The same lines in the header and in the C itself, which may be compiled as C++; callbacks are no names of the program's. */
void emit_export_declarations(Emitter *e, bool header)
{
    if (!e->options->as_library && !e->core->exports.n)
        return;
    out(e->out, "#ifdef __cplusplus\nextern \"C\" {");
    e->out->indent--;
    out(e->out, "#endif");
    if (e->options->as_library)
        out(e->out, "AcStatus %s_begin(void);\nint %s_end(void);", e->options->as_library, e->options->as_library);
    for (int i = 0; i < e->core->exports.n; i++)
        if (!header || !e->core->exports.at[i]->callback)
            declare_one(e, e->core->exports.at[i]);
    out(e->out, "#ifdef __cplusplus");
    e->out->indent++;
    out(e->out, "}\n#endif\n\n");
}

/* ---- bodies ---- */

/* Each argument as the function takes it. */
static const char *args_in(Emitter *e, const CoreExport *x)
{
    const char *text = "";

    for (int p = 0; p < x->params.n; p++)
        text = arena_printf(e->arena, "%s%s%s%s", text, p ? ", " : "", x->params.at[p].check ? "ac_" : x->params.at[p].cast, param_name(e, x, p));
    return text;
}

static void emit_wide_params(Emitter *e, const CoreExport *x)
{
    for (int p = 0; p < x->params.n; p++)
        if (x->params.at[p].check)
            out(e->out, "ac_int ac_%s = 0;", param_name(e, x, p));
}

/* What tests that they are ints: "ac_c_unsigned(x, &ac_x) != AC_OK || " */
static const char *wide_tests(Emitter *e, const CoreExport *x)
{
    const char *text = "";

    for (int p = 0; p < x->params.n; p++)
        if (x->params.at[p].check)
            text = arena_printf(e->arena, "%s%s(%s, &ac_%s) != AC_OK || ", text, x->params.at[p].check, param_name(e, x, p), param_name(e, x, p));
    return text;
}

static const char *zero_of(const Type *t)
{
    static const char *const zero[] = { "false", "0", "0", "NULL", "ac_from_none()", "NULL" };
    return zero[type_rep(t)];
}

static void release_result(Emitter *e, const Type *t, const char *place)
{
    if (type_counted(t))
        out(e->out, type_rep(t) == REP_VALUE ? "ac_release_value(%s);" : "ac_release(%s);", place);
}

/* Behind a result of the program: *out becomes what C gets of it. */
static void emit_given(Emitter *e, const CoreExport *x, const Type *result, const char *value)
{
    const CoreFn *given = x->given;

    if (given && given->raises)
        out(e->out, "status = %s(%s, &ac_given);", name_fn(e->names, given), value);
    else if (given)
        out(e->out, "ac_given = %s(%s);", name_fn(e->names, given), value);
    release_result(e, result, "result");
    if (given && given->raises)
        out(e->out, "if (status != AC_OK)\n    return ac_c_failed();");
    if (!x->ctype)
        out(e->out, "(void)result;");
    else
        out(e->out, "if (out)\n    *out = %s%s;", x->cast, given ? "ac_given" : value);
    out(e->out, "return AC_OK;\n}\n\n");
}

static void emit_given_place(Emitter *e, const CoreExport *x)
{
    if (x->given && x->given->raises)
        out(e->out, "AcStatus status = AC_OK;");
    if (x->given)
        out(e->out, "%sac_given = %s;", ctype(e, x->given->result->type), zero_of(x->given->result->type));
}

static void emit_plain(Emitter *e, const CoreExport *x)
{
    const CoreFn *f = x->fn;
    const char *name = name_fn(e->names, f), *tests = wide_tests(e, x), *args = args_in(e, x);

    out(e->out, "AcStatus %s(%s)\n{", x->name, params_in_c(e, x, true));
    emit_wide_params(e, x);
    if (f->result)
        out(e->out, "%sresult = %s;", ctype(e, f->result->type), zero_of(f->result->type));
    emit_given_place(e, x);
    if (x->params.n || f->result)
        out(e->out, "\n");
    if (f->raises)
        out(e->out, "if (%s%s(%s%s%s) != AC_OK)\n    return ac_c_failed();", tests, name, args, f->result && x->params.n ? ", " : "", f->result ? "&result" : "");
    else if (tests[0])
        out(e->out, "if (%.*s)\n    return ac_c_failed();", (int)strlen(tests) - 4, tests);
    if (!f->raises)
        out(e->out, "%s%s(%s);", f->result ? "result = " : "", name, args);
    if (!f->result && x->ctype)                 /* it never returns */
        out(e->out, "(void)out;\nreturn AC_OK;\n}\n\n");
    else if (!f->result)
        out(e->out, "return AC_OK;\n}\n\n");
    else
        emit_given(e, x, f->result->type, "result");
}

static void emit_start_in_place(Emitter *e, const CoreExport *x, const char *run)
{
    const char *name = name_fn(e->names, x->fn), *object = name_other(e->names, x->place, x->place->name);

    if (wide_tests(e, x)[0])
        out(e->out, "\n");
    out(e->out, "if (%sac_run_free(&%s, \"%s\") != AC_OK)\n    return ac_c_failed();", wide_tests(e, x), run, x->fn->python_name);
    out(e->out, "%s_start(&%s.frame%s%s);\nreturn ac_run_start(&%s, ac_coro_place(&%s.task, &%s.frame.head, &%s_code));\n}\n\n", name, object,
        x->params.n ? ", " : "", args_in(e, x), run, object, object, name);
}

static void emit_start(Emitter *e, const CoreExport *x, const char *run)
{
    const char *name = name_fn(e->names, x->fn);

    out(e->out, "AcStatus %s_start(%s)\n{", x->name, params_in_c(e, x, false));
    emit_wide_params(e, x);
    if (x->place) {
        emit_start_in_place(e, x, run);
        return;
    }
    out(e->out, "AcCoro *result = NULL;\n\nif (%sac_run_free(&%s, \"%s\") != AC_OK || ac_coro_new(&%s_code, &result) != AC_OK)\n    return ac_c_failed();",
        wide_tests(e, x), run, x->fn->python_name, name);
    out(e->out, "%s_start((struct %s_frame *)&result->frame%s%s);\nreturn ac_run_start(&%s, result);\n}\n\n", name, name,
        x->params.n ? ", " : "", args_in(e, x), run);
}

static void emit_result(Emitter *e, const CoreExport *x, const char *run)
{
    static const char *const member[] = { "result.u.b", "result.u.i", "result.u.f", "result", "result", "result" };
    const Type *result = x->fn->result ? x->fn->result->type : type_none;

    out(e->out, "AcStatus %s_result(%s)\n{\nAcValue result = ac_from_none();\nAcStatus status = ac_run_result(&%s, &result);", x->name, result_param(e, x), run);
    if (x->given)
        out(e->out, "%sac_given = %s;", ctype(e, x->given->result->type), zero_of(x->given->result->type));
    out(e->out, "\nif (status != AC_OK)\n    return status;");
    if (!x->fn->result) {
        out(e->out, x->ctype ? "(void)out;\nreturn AC_OK;\n}\n\n" : "return AC_OK;\n}\n\n");
        return;
    }
    emit_given(e, x, type_counted(result) ? type_any : type_none, x->given ? "result" : member[type_rep(result)]);
}

static void emit_coroutine_calls(Emitter *e, const CoreExport *x)
{
    const char *run = name_other(e->names, x, arena_printf(e->keep, "%s_run", x->name));

    out(e->out, "static AcRun %s;\n\n", run);
    emit_start(e, x, run);
    out(e->out, "bool %s_done(void)\n{\nreturn ac_run_done(&%s);\n}\n\n", x->name, run);
    out(e->out, "bool %s_cancel(void)\n{\nreturn ac_run_cancel(&%s);\n}\n\n", x->name, run);
    emit_result(e, x, run);
}

/* To whom it gives its result nobody can tell an exception. */
static void emit_callback(Emitter *e, const CoreExport *x)
{
    const CoreFn *f = x->fn, *given = x->given;
    const char *name = name_fn(e->names, f), *tests = wide_tests(e, x), *args = args_in(e, x), *fails = x->ctype ? "return 0;" : "return;";

    out(e->out, "static %s(%s)\n{", joined(e, x->ctype ? x->ctype : "void", x->name), params_in_c(e, x, false));
    emit_wide_params(e, x);
    if (f->result)
        out(e->out, "%sresult = %s;", ctype(e, f->result->type), zero_of(f->result->type));
    emit_given_place(e, x);
    if (x->params.n || f->result)
        out(e->out, "\n");
    if (tests[0])
        out(e->out, "if (%.*s) {\nac_c_ignored();\n%s\n}", (int)strlen(tests) - 4, tests, fails);
    if (f->raises)
        out(e->out, "if (%s(%s%s%s) != AC_OK) {\nac_c_ignored();\n%s\n}", name, args, f->result && x->params.n ? ", " : "", f->result ? "&result" : "", fails);
    else
        out(e->out, "%s%s(%s);", f->result ? "result = " : "", name, args);
    if (given)
        out(e->out, given->raises ? "status = %s(result, &ac_given);" : "ac_given = %s(result);", name_fn(e->names, given));
    if (f->result)
        release_result(e, f->result->type, "result");
    if (given && given->raises)
        out(e->out, "if (status != AC_OK) {\nac_c_ignored();\n%s\n}", fails);
    if (x->ctype)
        out(e->out, "return %s%s;\n}\n\n", f->result ? x->cast : "", given ? "ac_given" : f->result ? "result" : "0");
    else
        out(e->out, f->result ? "(void)result;\n}\n\n" : "}\n\n");
}

/* An interrupt that comes before there is what its handler uses is passed over. */
static void emit_handler(Emitter *e, const CoreExport *x)
{
    const CoreFn *f = x->fn;

    out(e->out, "void %s(void)\n{", x->name);
    for (int i = 0; i < x->objects.n; i++)
        out(e->out, "if (!%s)\n    return;", cplace(e, x->objects.at[i]));
    if (f->result)
        out(e->out, "%sresult = %s;\n", ctype(e, f->result->type), zero_of(f->result->type));
    if (f->raises)
        out(e->out, "(void)%s(%s);", name_fn(e->names, f), f->result ? "&result" : "");
    else
        out(e->out, f->result ? "result = %s();\n(void)result;" : "%s();", name_fn(e->names, f));
    out(e->out, "}\n\n");
}

void emit_exports(Emitter *e)
{
    for (int i = 0; i < e->core->exports.n; i++)
        if (e->core->exports.at[i]->interrupt)
            emit_handler(e, e->core->exports.at[i]);
        else if (e->core->exports.at[i]->callback)
            emit_callback(e, e->core->exports.at[i]);
        else if (e->core->exports.at[i]->fn->is_coroutine)
            emit_coroutine_calls(e, e->core->exports.at[i]);
        else
            emit_plain(e, e->core->exports.at[i]);
}

/* ---- the header ---- */

/* "lib/board-io.h" gives BOARD_IO_H. */
static const char *guard_of(Emitter *e, const char *path)
{
    const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
    char *guard = arena_printf(e->arena, "%s%s", base[0] >= '0' && base[0] <= '9' ? "H" : "", base);

    for (char *p = guard; *p; p++) {
        bool lower = *p >= 'a' && *p <= 'z', other = (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');
        *p = (char)(lower ? *p - 'a' + 'A' : other ? *p : '_');
    }
    return guard;
}

void emit_header(Emitter *e)
{
    const char *guard = guard_of(e, e->options->header_name);

    out(e->out, "#ifndef %s\n#define %s\n\n", guard, guard);
    emit_includes(e, e->core->header_includes.at, e->core->header_includes.n);
    emit_export_declarations(e, true);
    out(e->out, "#endif");
}
