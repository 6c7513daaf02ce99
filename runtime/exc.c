/* exc.c: exception objects: their classes, raising, chaining, str and repr.
 *
 * MemoryError is raised by an object that exists from the start, the only static exception.
 * The last exception that was dropped is kept, with the block of its trace, to be the next one: what is raised and
 * caught over and over allocates nothing. Not in debug builds, where each one is a block of its own.
 * SPDX-License-Identifier: MIT */
#include "objects.h"

#define TRACE_KEPT_MAX 64        /* entries in the block that a spare exception may have */

static const AcType *class_of_errno(size_t n, const AcValue *args);
static AcStatus set_pending(AcExc *e);
static AcStatus make(const AcType *type, AcExc **out);
static void drop_args(AcExc *e);
static bool keep(AcExc *e);
static void forget(AcExc *e);
static void drop_trace(AcExc *e);
static bool in_chain(const AcExc *head, const AcExc *e);
static AcStatus repr_slot(AcObj *o, AcStr **out);
static AcStatus str_slot(AcObj *o, AcStr **out);
static AcStatus os_error_str(AcExc *e, AcStr **out);
static bool has_errno(const AcExc *e);

#define AC_EXCEPTION(NAME, BASE)                                                               \
    const AcType ac_##NAME = { .obj = AC_TYPE_OBJ, .name = #NAME, .base = &ac_##BASE,          \
                               .size = sizeof(AcExc), .drop = ac_exc_drop, .repr = repr_slot,  \
                               .str = str_slot };
#include "exceptions.def"
#undef AC_EXCEPTION

AcExc *ac_pending;

static AcExc memory_error = { { &ac_MemoryError, 0 }, &ac_tuple_empty, NULL, NULL, NULL, NULL, NULL, false };
AcTraceEntry exc_memory_trace[TRACE_MIN];
static AcExc *spare;              /* as `make` gives it, but for its type; or NULL */

/* ---- making ---------------------------------------------------------------------------------- */

AcStatus ac_exc_new(const AcType *type, size_t n, const AcValue *args, AcExc **out)
{
    AcExc *e;

    if (AC_UNLIKELY(type == &ac_OSError))
        type = class_of_errno(n, args);
    if (make(type, &e) != AC_OK)
        return AC_RAISED;
    if (n > 0 && ac_tuple_new(n, args, &e->args) != AC_OK) {
        ac_release(e);
        return AC_RAISED;
    }
    *out = e;
    return AC_OK;
}

/* One without arguments. */
static AcStatus make(const AcType *type, AcExc **out)
{
    AcExc *e = spare;

    if (AC_LIKELY(e && type->size == sizeof *e)) {
        spare = NULL;
        e->obj.type = type;
    } else {
        if (ac_new(type, type->size, &e) != AC_OK)
            return AC_RAISED;
        e->args = &ac_tuple_empty;
    }
    *out = e;
    return AC_OK;
}

AcStatus ac_exc_init(AcExc *e, size_t n, const AcValue *args)
{
    AcTuple *t;

    if (ac_tuple_new(n, args, &t) != AC_OK)
        return AC_RAISED;
    ac_move(AcTuple *, e->args, t);
    return AC_OK;
}

/* OSError(2, ...) is a FileNotFoundError. Linux's numbers. */
static const AcType *class_of_errno(size_t n, const AcValue *args)
{
    static const struct { int number; const AcType *type; } classes[] = {
        { 1, &ac_PermissionError }, { 2, &ac_FileNotFoundError }, { 4, &ac_InterruptedError },
        { 11, &ac_BlockingIOError }, { 13, &ac_PermissionError }, { 17, &ac_FileExistsError }, { 32, &ac_BrokenPipeError },
        { 103, &ac_ConnectionAbortedError }, { 104, &ac_ConnectionResetError }, { 108, &ac_BrokenPipeError },
        { 110, &ac_TimeoutError }, { 111, &ac_ConnectionRefusedError },
        { 114, &ac_BlockingIOError }, { 115, &ac_BlockingIOError }
    };

    if (n < 2 || args[0].tag != AC_TAG_INT)
        return &ac_OSError;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (args[0].u.i == classes[i].number)
            return classes[i].type;
    return &ac_OSError;
}

void ac_exc_drop(AcObj *o)
{
    AcExc *e = (AcExc *)o;

    drop_args(e);
    forget(e);
    if (e->obj.type->size != sizeof *e || !keep(e))
        drop_trace(e);
}

/* One that holds nothing, as most do, needs no more than to be kept. */
void ac_exc_release(AcExc *e)
{
    if (e->obj.count == 0 || --e->obj.count > 0)
        return;
    if (e->args != &ac_tuple_empty)
        drop_args(e);
    if (e->cause || e->context || e->obj.type->drop != ac_exc_drop || !keep(e))
        ac_free_object(&e->obj);
}

static void drop_args(AcExc *e)
{
    AcTuple *args = e->args;

    e->args = &ac_tuple_empty;
    ac_release(args);
}

/* As the spare one; false: there is one already, or it has traced too much. */
static bool keep(AcExc *e)
{
#ifdef AC_DEBUG
    (void)e;
    return false;
#else
    if (spare || (e->trace && e->trace_end - e->trace > TRACE_KEPT_MAX))
        return false;
    e->obj.count = 1;
    e->suppress_context = false;
    e->trace_next = e->trace;
    spare = e;
    return true;
#endif
}

/* What being raised has left in it; the block of its trace stays. */
static void forget(AcExc *e)
{
    ac_clear(e->cause);
    ac_clear(e->context);
    e->suppress_context = false;
    e->trace_next = e->trace;
}

static void drop_trace(AcExc *e)
{
    if (e->trace != exc_memory_trace)
        ac_mem_free(e->trace);
    e->trace = e->trace_next = e->trace_end = NULL;
}

/* ---- raising --------------------------------------------------------------------------------- */

AcStatus ac_raise(AcExc *e)
{
    if (!e)
        return ac_raise_text(&ac_TypeError, "exceptions must derive from BaseException");
    ac_retain(e);
    return set_pending(e);
}

AcStatus ac_raise_from(AcExc *e, AcExc *cause)
{
    if (!e)
        return ac_raise(e);
    if (cause != e)
        ac_set(AcExc *, e->cause, cause);
    e->suppress_context = true;
    return ac_raise(e);
}

AcStatus ac_reraise(AcExc *e)
{
    return set_pending(e);
}

AcStatus ac_raise_type(const AcType *type)
{
    AcExc *e;

    return make(type, &e) == AC_OK ? set_pending(e) : AC_RAISED;
}

AcStatus ac_raise_new(const AcType *type, size_t n, const AcValue *args)
{
    AcExc *e;

    return ac_exc_new(type, n, args, &e) == AC_OK ? set_pending(e) : AC_RAISED;
}

AcStatus ac_raise_text(const AcType *type, const char *text)
{
    AcStr *s;
    AcValue arg;

    if (ac_str_new(text, strlen(text), &s) != AC_OK)
        return AC_RAISED;
    arg = ac_from_ref(s);
    (void)ac_raise_new(type, 1, &arg);
    ac_release(s);
    return AC_RAISED;
}

AcStatus exc_raise_memory(void)
{
    if (ac_pending != &memory_error) {
        forget(&memory_error);
        drop_trace(&memory_error);              /* its block is needed now, if ever */
    }
    return set_pending(&memory_error);
}

bool exc_is_memory(const AcExc *e)
{
    return e == &memory_error;
}

void exc_end(void)
{
    forget(&memory_error);
    drop_trace(&memory_error);
    if (spare) {                                /* it stays there until it is freed: it is not kept again */
        ac_release(spare);
        spare = NULL;
    }
}

static AcStatus set_pending(AcExc *e)
{
    AcExc *old = ac_pending;

    ac_pending = e;
    if (AC_UNLIKELY(old != NULL))
        ac_release(old);
    return AC_RAISED;
}

/* An exception that was raised in a handler within this one has a context already: the handled exception goes to
 * the end of that chain. A way back from there is cut, as CPython does. */
void ac_chain(AcExc *handled)
{
    AcExc *last = ac_pending;

    if (!last || !handled || in_chain(last, handled))
        return;
    for (AcExc *e = handled; e->context; e = e->context)
        if (in_chain(ac_pending, e->context)) {
            ac_clear(e->context);
            break;
        }
    while (last->context)
        last = last->context;
    ac_retain(handled);
    last->context = handled;
}

static bool in_chain(const AcExc *head, const AcExc *e)
{
    while (head && head != e)
        head = head->context;
    return head != NULL;
}

/* ---- as values ------------------------------------------------------------------------------- */

static AcStatus repr_slot(AcObj *o, AcStr **out)
{
    return ac_exc_repr((AcExc *)o, out);
}

static AcStatus str_slot(AcObj *o, AcStr **out)
{
    return ac_exc_str((AcExc *)o, out);
}

/* What BaseException, KeyError and OSError do, whatever a derived class has of its own. */
/* The byte, or the character, that is wrong: 0xff, '\xe9', '\u20ac'. */
static void add_unit(Text *t, const AcBytes *b, const AcStr *s, ac_int i)
{
    const char *at = b ? NULL : str_at(s, (size_t)i);
    uint32_t c = b ? (unsigned char)b->data[i] : utf8_next(&at);
    size_t n = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;

    text_add_c(t, b ? " 0x" : n == 2 ? " '\\x" : n == 4 ? " '\\u" : " '\\U");
    while (n-- > 0)
        text_add_char(t, "0123456789abcdef"[c >> 4 * n & 15]);
    if (!b)
        text_add_char(t, '\'');
}

/* 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte
 * 'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)
 * The five arguments are codec, object, start, end, reason. */
static AcStatus unicode_error_str(const AcExc *e, AcStr **out)
{
    const AcValue *args = e->args->item;
    ac_int start = value_int(args[2]), last = value_int(args[3]) - 1;
    const AcBytes *b = value_bytes(args[1]);
    const char *unit = b ? "byte" : "character";
    Text t = { NULL, 0, 0, false };

    text_add_char(&t, '\'');
    text_add_str(&t, value_str(args[0]));
    text_add_c(&t, b ? "' codec can't decode " : "' codec can't encode ");
    text_add_c(&t, unit);
    if (last != start)
        text_add_char(&t, 's');
    else
        add_unit(&t, b, value_str(args[1]), start);
    text_add_c(&t, " in position ");
    text_add_int(&t, start);
    if (last != start) {
        text_add_char(&t, '-');
        text_add_int(&t, last);
    }
    text_add_c(&t, ": ");
    text_add_str(&t, value_str(args[4]));
    return text_finish(&t, out);
}

/* This and ac_exc_repr: what BaseException does, and KeyError and OSError, whatever a derived class has of its own. */
AcStatus ac_exc_str(AcExc *e, AcStr **out)
{
    if (e->args->n == 5 && ac_exc_matches(e, &ac_UnicodeError) && value_is_int(e->args->item[2]))
        return unicode_error_str(e, out);
    if (has_errno(e))
        return os_error_str(e, out);
    if (e->args->n == 0) {
        *out = &str_empty;
        return AC_OK;
    }
    if (e->args->n > 1)
        return ac_value_repr(ac_from_ref(e->args), out);
    if (ac_exc_matches(e, &ac_KeyError))
        return ac_value_repr(e->args->item[0], out);
    return ac_value_str(e->args->item[0], out);
}

static bool has_errno(const AcExc *e)
{
    return e->args->n >= 2 && e->args->n <= 5 && ac_exc_matches(e, &ac_OSError);
}

/* [Errno 2] No such file or directory: 'name' */
static AcStatus os_error_str(AcExc *e, AcStr **out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status;

    text_add_c(&t, "[Errno ");
    status = text_add_value(&t, e->args->item[0]);
    text_add_c(&t, "] ");
    if (status == AC_OK)
        status = text_add_value(&t, e->args->item[1]);
    if (status == AC_OK && e->args->n > 2 && e->args->item[2].tag != AC_TAG_NONE) {
        text_add_c(&t, ": ");
        status = text_add_repr(&t, e->args->item[2]);
    }
    return text_end(&t, status, out);
}

AcStatus ac_exc_repr(AcExc *e, AcStr **out)
{
    Text t = { NULL, 0, 0, false };
    AcStatus status;

    text_add_c(&t, e->obj.type->name);
    if (e->args->n != 1)
        return text_end(&t, text_add_repr(&t, ac_from_ref(e->args)), out);
    text_add_char(&t, '(');
    status = text_add_repr(&t, e->args->item[0]);
    text_add_char(&t, ')');
    return text_end(&t, status, out);
}

/* An OSError of one argument has no errno. */
AcStatus ac_exc_arg(AcExc *e, ac_int i, AcValue *out)
{
    bool absent = i < 0 || i >= (ac_int)e->args->n || (ac_exc_matches(e, &ac_OSError) && !has_errno(e));

    *out = absent ? ac_from_none() : e->args->item[i];
    ac_retain_value(*out);
    return AC_OK;
}
