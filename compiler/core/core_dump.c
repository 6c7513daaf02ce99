/* core_dump.c: --dump=core.
 * SPDX-License-Identifier: MIT */
#include "core/core.h"

#include <inttypes.h>

static Arena *scratch;

static const char *show(const CoreExpr *e);

static const char *var_name(const CoreVar *v)
{
    if (!v)
        return "_";
    if (v->kind == VAR_CELL)
        return show(v->cell);
    return v->name ? v->name : arena_printf(scratch, "t%d", v->number);
}

static const char *show_all(const CoreExprs *v)
{
    const char *text = "";
    for (int i = 0; i < v->n; i++)
        text = arena_printf(scratch, "%s%s%s", text, i ? ", " : "", show(v->at[i]));
    return text;
}

static const char *show(const CoreExpr *e)
{
    switch (e->kind) {
    case CE_VAR:    return var_name(e->u.var);
    case CE_ADDR:   return arena_printf(scratch, "&%s", var_name(e->u.var));
    case CE_NONE:   return "None";
    case CE_BOOL:   return e->u.boolean ? "true" : "false";
    case CE_INT:    return arena_printf(scratch, "%" PRId64, e->u.integer);
    case CE_FLOAT:  return arena_printf(scratch, "%.17g", e->u.floating);
    case CE_STR:    return arena_printf(scratch, "\"%.*s\"", (int)e->u.string.length, e->u.string.bytes);
    case CE_CTEXT:  return e->u.ctext;
    case CE_FIELD:  return arena_printf(scratch, "%s.%s", show(e->u.field.object), e->u.field.field->name);
    case CE_MEMBER: return arena_printf(scratch, "%s->%s", show(e->u.member.object), e->u.member.name);
    case CE_ITEM:   return arena_printf(scratch, "%s[%s]", show(e->u.item.list), show(e->u.item.index));
    case CE_CONV:   return arena_printf(scratch, "<%s>%s", type_text(scratch, e->type), show(e->u.conv));
    case CE_BINARY: return arena_printf(scratch, "(%s %s %s)", show(e->u.binary.left), e->u.binary.op, show(e->u.binary.right));
    case CE_UNARY:  return arena_printf(scratch, "%s%s", e->u.unary.op, show(e->u.unary.operand));
    case CE_PURE:   return arena_printf(scratch, "%s(%s)", e->u.call.name, show_all(&e->u.call.args));
    case CE_COND:   return arena_printf(scratch, "(%s ? %s : %s)", show(e->u.cond.cond), show(e->u.cond.then), show(e->u.cond.els));
    case CE_ARRAY:  return arena_printf(scratch, "{%s}", show_all(&e->u.array.items));
    case CE_ENTRY:  return e->u.func ? e->u.func->name : "none";
    case CE_FUNC: case CE_CODE: return e->u.func->name;
    case CE_CLASS:  return e->u.class->name;
    case CE_OBJECT: return arena_printf(scratch, "&%s", e->u.object->name);
    default:        return "?";
    }
}

static const char *target(const CoreBlock *to)
{
    return to ? arena_printf(scratch, " else %s%d", to->hint, to->number) : "";
}

static void dump_body(Dump *d, const CoreStmts *body);

static void dump_nested(Dump *d, const CoreStmts *body)
{
    dump_in(d);
    dump_body(d, body);
    dump_out(d);
}

static const char *taking(const CoreVar *to, bool owned)
{
    return owned ? "move " : to && to->borrowed ? "borrow " : "";
}

static void dump_stmt(Dump *d, const CoreStmt *s)
{
    switch (s->kind) {
    case CS_SET:      dump_line(d, "%s = %s%s", var_name(s->u.set.var), taking(s->u.set.var, s->u.set.owned), show(s->u.set.value)); break;
    case CS_SETFIELD:
        dump_line(d, "%s.%s = %s%s", show(s->u.setfield.object), s->u.setfield.field->name, taking(NULL, s->u.setfield.owned), show(s->u.setfield.value));
        break;
    case CS_SETITEM:  dump_line(d, "%s[%s] = %s", show(s->u.setitem.list), show(s->u.setitem.index), show(s->u.setitem.value)); break;
    case CS_RELEASE:  dump_line(d, "release %s", var_name(s->u.release.var)); break;
    case CS_OP:       dump_line(d, "%s = %s(%s)%s", var_name(s->u.op.dest), s->u.op.name, show_all(&s->u.op.args), target(s->u.op.to)); break;
    case CS_CALL:     dump_line(d, "%s = %s(%s)%s", var_name(s->u.call.dest), s->u.call.fn->name, show_all(&s->u.call.args), target(s->u.call.to)); break;
    case CS_NEW:      dump_line(d, "%s = new %s%s", var_name(s->u.new.dest), s->u.new.class->name, target(s->u.new.to)); break;
    case CS_MAKE:     dump_line(d, "%s = make %s(%s)%s", var_name(s->u.make.dest), s->u.make.fn->name, show_all(&s->u.make.args), target(s->u.make.to)); break;
    case CS_IF:
        dump_line(d, "if %s", show(s->u.branch.cond));
        dump_nested(d, &s->u.branch.then);
        if (s->u.branch.els.n) {
            dump_line(d, "else");
            dump_nested(d, &s->u.branch.els);
        }
        break;
    case CS_LOOP:
        dump_line(d, "loop%s%s", s->u.loop.cond ? " while " : "", s->u.loop.cond ? show(s->u.loop.cond) : "");
        dump_nested(d, &s->u.loop.body);
        break;
    case CS_COUNT:
        dump_line(d, "count %s from %s to %s by %" PRId64, var_name(s->u.count.var), show(s->u.count.start), show(s->u.count.stop), s->u.count.step);
        dump_nested(d, &s->u.count.body);
        break;
    case CS_BLOCK:
        dump_line(d, "block %s%d", s->u.block->hint, s->u.block->number);
        dump_nested(d, &s->u.block->body);
        break;
    case CS_LEAVE:   dump_line(d, "leave %s%d", s->u.leave.block->hint, s->u.leave.block->number); break;
    case CS_AWAIT:
        dump_line(d, "%s = await %s(%s)%s", var_name(s->u.await.dest),
                  s->u.await.kind == AWAIT_CALL ? s->u.await.fn->name : s->u.await.kind == AWAIT_EXTERN ? s->u.await.name : var_name(s->u.await.object),
                  show_all(&s->u.await.args), target(s->u.await.to));
        break;
    case CS_YIELD:   dump_line(d, "yield %s", show(s->u.yield.value)); break;
    case CS_RAISE:   dump_line(d, "raise %s%s", show(s->u.raise.exc ? s->u.raise.exc : s->u.raise.made.at[0]), target(s->u.raise.to)); break;
    case CS_RERAISE: dump_line(d, "reraise %s%s", var_name(s->u.reraise.var), target(s->u.reraise.to)); break;
    case CS_CATCH:   dump_line(d, "catch %s", var_name(s->u.catch.var)); break;
    case CS_CHAIN:   dump_line(d, "chain %s", var_name(s->u.catch.var)); break;
    case CS_RETURN:  dump_line(d, "return %s", s->u.ret.value ? show(s->u.ret.value) : ""); break;
    default: break;
    }
}

static void dump_body(Dump *d, const CoreStmts *body)
{
    for (int i = 0; i < body->n; i++)
        dump_stmt(d, body->at[i]);
}

void core_dump(Dump *d, const Core *core)
{
    scratch = arena_create();
    for (int i = 0; i < core->fns.n; i++) {
        const CoreFn *f = core->fns.at[i];
        const char *params = "";
        for (int p = 0; p < f->params.n; p++)
            params = arena_printf(scratch, "%s%s%s: %s", params, p ? ", " : "", var_name(f->params.at[p]), type_text(scratch, f->params.at[p]->type));
        dump_line(d, "%s%s(%s) -> %s", f->is_coroutine ? "coroutine " : "", f->name, params,
                  f->result ? type_text(scratch, f->result->type) : "None");
        dump_nested(d, &f->body);
    }
    arena_destroy(scratch);
}
