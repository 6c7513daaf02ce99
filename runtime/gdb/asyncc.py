# SPDX-License-Identifier: MIT
"""gdb: the tasks of an .async program, on a process, a core file or a halted target.

    gdb -x $(asyncc --print-include-dir)/gdb/asyncc.py PROGRAM

    info tasks              each task, what it waits for, and the coroutines that await one another, innermost first
    info tasks full         with the variables that each of them keeps while it waits
    info tasks [full] 3 5   these only
    info tasks-exception    the exception on its way
    print VARIABLE          shows str, list, dict ... as Python does

The program and the runtime are compiled with -g; with asyncc's --line, gdb's own breakpoints, steps and backtraces speak of
the .async too. Nothing is called in the program: memory is only read.
"""
import gdb

MANY = 200                # items, characters: the rest is ...
DEEP = 4                  # objects in objects
LONG_CHAIN = 100000       # frames; more is a ring
DONE = 0xFFFF
UNREADABLE = "<Cannot access memory"      # gdb's words: what lies there now is something else

# ---- values ----


def pointer_to(value, type_name):
    return value.cast(gdb.lookup_type(type_name).pointer())


def builtin_types():
    """Address of each of the runtime's types that show() knows -> what shows it."""
    shows = {"str": show_str, "bytes": show_bytes, "bytearray": show_bytearray, "list": show_list, "tuple": show_tuple, "dict": show_dict,
             "set": show_set, "frozenset": show_frozenset, "range": show_range, "task": show_task, "coroutine": show_coroutine,
             "function": show_function, "builtin": show_function, "method": show_method, "type": show_type}
    found = {}
    for name, show_it in shows.items():
        symbol = gdb.lookup_global_symbol(f"ac_type_{name}")
        if symbol is None:
            address = minimal(f"ac_type_{name}")
        else:
            address = int(symbol.value().address)
        if address:
            found[address] = show_it
    return found


def minimal(name):
    """Of a symbol of which no type is known: it lies in what was compiled without -g."""
    try:
        return int(gdb.parse_and_eval(f"(unsigned long)&{name}"))
    except gdb.error:
        return 0


def read_text(data, size):
    return bytes(gdb.selected_inferior().read_memory(int(data), min(int(size), MANY))) if size else b""


def show_str(o, depth):
    s = pointer_to(o, "AcStr").dereference()
    return repr(read_text(s["data"], s["bytes"]).decode("utf-8", "surrogateescape")) + ("..." if s["bytes"] > MANY else "")


def show_bytes(o, depth):
    s = pointer_to(o, "AcBytes").dereference()
    return repr(read_text(s["data"], s["n"])) + ("..." if s["n"] > MANY else "")


def show_bytearray(o, depth):
    return f"bytearray({show_bytes(o, depth)})"


def joined(values, count):
    return ", ".join(values) + (", ..." if count > MANY else "")


REPS = {0: "bool", 1: "ac_int", 2: "ac_float", 4: "AcValue"}


def show_list(o, depth):
    s = pointer_to(o, "AcList").dereference()
    kind = REPS.get(int(s["rep"]))
    item = gdb.lookup_type(kind) if kind else gdb.lookup_type("AcObj").pointer()
    data, count = s["data"].cast(item.pointer()), int(s["n"])
    return "[" + joined([show(data[i], depth + 1) for i in range(min(count, MANY))], count) + "]"


def show_tuple(o, depth):
    s = pointer_to(o, "AcTuple").dereference()
    count = int(s["n"])
    items = s["item"][0].address
    return "(" + joined([show(items[i], depth + 1) for i in range(min(count, MANY))], count) + (",)" if count == 1 else ")")


def show_dict(o, depth):
    s = pointer_to(o, "AcDict").dereference()
    count, parts = int(s["n"]), []
    for i in range(int(s["used"])):
        entry = s["entry"][i]
        if not is_hole(entry["key"]) and len(parts) < MANY:
            parts.append(show(entry["key"], depth + 1) + ": " + show(entry["value"], depth + 1))
    return "{" + joined(parts, count) + "}"


def is_hole(key):
    return int(key["tag"]) == 4 and int(key["u"]["o"]) == 0


def elements(o, depth):
    s = pointer_to(o, "AcSet").dereference()
    count, parts = int(s["n"]), []
    for i in range(int(s["mask"]) + 1 if int(s["table"]) else 0):
        if int(s["table"][i]["state"]) == 1 and len(parts) < MANY:
            parts.append(show(s["table"][i]["key"], depth + 1))
    return joined(parts, count)


def show_set(o, depth):
    return "{" + elements(o, depth) + "}" if int(pointer_to(o, "AcSet")["n"]) else "set()"


def show_frozenset(o, depth):
    return "frozenset(" + ("{" + elements(o, depth) + "}" if int(pointer_to(o, "AcSet")["n"]) else "") + ")"


def show_range(o, depth):
    s = pointer_to(o, "AcRange").dereference()
    step = int(s["step"])
    return f"range({int(s['start'])}, {int(s['stop'])}" + (f", {step})" if step != 1 else ")")


def show_task(o, depth):
    return f"<{named(pointer_to(o, 'AcTask'))}>"


def show_coroutine(o, depth):
    return f"<coroutine {code_name(frame_code(pointer_to(o, 'AcCoro')['frame']))}>"


def show_function(o, depth):
    return f"<function {pointer_to(o, 'AcFunc')['name'].string()}>"


def show_method(o, depth):
    method = pointer_to(o, "AcMethod").dereference()
    return f"<bound method {method['func']['name'].string()} of {show(method['self'], depth + 1)}>"


def show_type(o, depth):
    return f"<class '{pointer_to(o, 'AcType')['name'].string()}'>"


def is_exception(kind):
    """Whether BaseException is among its bases."""
    base = minimal("ac_BaseException")
    while base and int(kind):
        if int(kind) == base:
            return True
        kind = kind["base"]
    return False


def show_fields(struct, depth):
    """Those of a class of the program, which are known where the variable's type is that class."""
    return "" if struct is None or depth >= DEEP else "(" + ", ".join(fields_of(struct, depth)) + ")"


def python_name(name):
    """C has _name as x_name_."""
    return name[1:-1] if name.startswith("x_") and name.endswith("_") else name


def fields_of(struct, depth):
    """Those of the bases first."""
    for field in struct.type.fields():
        if field.name != "base":
            yield f"{python_name(field.name)}={show(struct[field], depth + 1)}"
        elif field.type.strip_typedefs().name not in RUNTIME:
            yield from fields_of(struct[field], depth)


def show_object(o, depth, declared=None):
    """`declared` is the object by the type that it has in the program."""
    kind = pointer_to(o, "AcObj")["type"]
    if int(kind) == 0:
        return "<freed object>"
    known = builtin_types().get(int(kind))
    if known:
        return known(o, depth) if depth < DEEP else "..."
    name = kind["name"].string()
    if is_exception(kind):
        args = pointer_to(o, "AcExc")["args"]
        return name + (show_tuple(args, depth).replace(",)", ")") if int(args) else "()")
    return f"<{name}{show_fields(declared, depth)}>"


TAGS = {0: lambda u, depth: "None", 1: lambda u, depth: str(bool(u["b"])), 2: lambda u, depth: str(int(u["i"])),
        3: lambda u, depth: repr(float(u["f"])), 4: lambda u, depth: show_object(u["o"], depth)}


def show(value, depth=0):
    """As Python's repr; what cannot be read is told in angle brackets."""
    try:
        kind = value.type.strip_typedefs()
        if kind.code == gdb.TYPE_CODE_PTR and kind.target().strip_typedefs().code == gdb.TYPE_CODE_STRUCT:
            if int(value) == 0:
                return "None"
            target = kind.target().strip_typedefs()
            return show_object(value, depth, value.dereference() if "base" in target.keys() and target.name not in RUNTIME else None)
        if value.type.name == "AcValue":
            return TAGS.get(int(value["tag"]), lambda u, depth: "<no value>")(value["u"], depth)
        if kind.code == gdb.TYPE_CODE_BOOL:
            return str(bool(value))
        if kind.code == gdb.TYPE_CODE_FLT:
            return repr(float(value))
        return str(int(value)) if kind.code == gdb.TYPE_CODE_INT else value.format_string()
    except (gdb.MemoryError, gdb.error, UnicodeError) as error:
        return f"<{error}>"


RUNTIME = {"AcObj", "AcStr", "AcBytes", "AcTuple", "AcList", "AcRange", "AcDict", "AcSet", "AcIter", "AcMethod", "AcFunc", "AcExc", "AcTask",
           "AcCoro", "AcQueue", "AcType", "AcDictView"}


class Shown:
    """What gdb's print shows."""

    def __init__(self, value):
        self.value = value

    def to_string(self):
        return show(self.value)


def printer(value):
    kind = value.type
    if kind.name == "AcValue":
        return Shown(value)
    if kind.strip_typedefs().code != gdb.TYPE_CODE_PTR:
        return None
    target = kind.strip_typedefs().target().strip_typedefs()
    shown = RUNTIME - {"AcType", "AcQueue", "AcIter", "AcDictView"}
    if target.code != gdb.TYPE_CODE_STRUCT or (target.name or "") not in shown:
        return None
    return Shown(value)


# ---- tasks ----

STATES = ["ready", "running", "sleep", "queue", "join", "gather", "flag", "parked", "done"]


def code_name(code):
    return code["name"].string() if int(code) else "?"


def frame_code(frame):
    """Whose frame it is: a lodger may have its head."""
    code = frame["code"]
    while int(code) and int(code["host"]):
        code = code["host"]
    return code


def root_of(task):
    """Its first frame: the coroutine object lies behind it in the block."""
    block = gdb.lookup_type("AcTask")
    coro = gdb.lookup_type("AcCoro")
    align = max(8, coro.alignof)
    room = (block.sizeof + align - 1) // align * align
    return gdb.Value(int(task) + room).cast(coro.pointer())["frame"].address


def named(task):
    number = int(task["id"])
    if STATES[int(task["state"])] == "done":
        return f"task {number}"
    own = own_name(number) if task["named"] else None
    return f"task {number} ({code_name(frame_code(root_of(task)))}{', ' + own if own else ''})"


def own_name(number):
    """That tasks.c keeps in a dict."""
    for place in "'tasks.c'::names", "tasks_c_names":
        try:
            names = gdb.parse_and_eval(place)
            for i in range(int(names["used"])):
                entry = names["entry"][i]
                if int(entry["key"]["tag"]) == 2 and int(entry["key"]["u"]["i"]) == number:
                    return show(entry["value"])
        except gdb.error:
            pass
    return None


def tasks():
    """Every one that is not done, the first made first."""
    found, task = [], gdb.parse_and_eval("ac_loop.all")
    while int(task) and len(found) < LONG_CHAIN:
        found.append(task)
        task = task["u"]["live"]["after"]
    return found[::-1]


def is_current(task):
    return int(task) == int(gdb.parse_and_eval("ac_current")) and STATES[int(task["state"])] in ("ready", "running") and bool(running_frames())


def waits_for(task):
    state = STATES[int(task["state"])]
    if is_current(task):
        return "is running"
    if state in ("ready", "running"):
        return "is ready"
    if state == "sleep":
        left = (int(task["place"]["at"]["due"]) - int(gdb.parse_and_eval("ac_ready.now"))) & 0xFFFFFFFF    # the clock as last read
        return f"sleeps for another {left} ms"
    if state == "join":
        return f"waits for {named(pointer_to(task['waits'], 'AcTask'))}"
    if state == "gather":
        gathered = pointer_to(task["waits"], "AcList")["data"].cast(gdb.lookup_type("AcTask").pointer().pointer())
        return f"waits for {named(gathered[int(task['place']['at']['index'])])} and what it gathers with it"
    return {"flag": "waits for a flag", "queue": "waits for a wake-up"}.get(state, "waits for its cancellation")


# ---- the frames of a task ----


class Coroutine:
    """One of a chain: `frame` is the AcFrame * of its head, which may be its host's, `name` and `place` are the program's;
    `kept` is its frame's struct or None."""

    def __init__(self, frame, code, state, line=None):
        self.frame, self.code = frame, code
        self.name = code_name(code)
        self.kept = struct_of(code, frame)
        self.place = where(code, state) if line is None else f"{code['file'].string()}:{line}"

    def caller(self):
        """Whoever awaits it, or None."""
        if int(self.code["host"]):
            return Coroutine(self.frame, self.code["host"], int(self.code["host_state"]))
        return suspended(self.frame["caller"])


def suspended(frame):
    return Coroutine(frame, frame["code"], int(frame["state"])) if int(frame) else None


def where(code, state):
    file = code["file"].string()
    if not int(code["lines"]) or state == DONE:
        return file
    return f"{file}:{int(code['lines'][state])}"


def resume_name(code):
    at = int(code["resume"])
    if gdb.selected_inferior().architecture().name().startswith("arm"):
        at &= ~1                                         # that it is Thumb
    symbol = gdb.block_for_pc(at)
    while symbol is not None and symbol.function is None:
        symbol = symbol.superblock
    return symbol.function.name if symbol is not None else None


def code_of(function):
    return gdb.parse_and_eval(f"&{function[:-len('_resume')]}_code")


def struct_of(code, frame):
    function = resume_name(code)
    try:
        kind = gdb.lookup_type(f"struct {function[:-len('_resume')]}_frame") if function else None
    except gdb.error:
        return None
    if kind is None or not int(code["host"]):
        return None if kind is None else frame.cast(kind.pointer()).dereference()
    host = struct_of(code["host"], frame)
    return None if host is None else lodging(host, kind)


def lodging(host, kind):
    """In a host's frame the lodger's, which lies among the callees, maybe in a union."""
    for field in host.type.fields():
        inner = field.type.strip_typedefs()
        if inner == kind:
            return host[field]
        if inner.code in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION) and field.name.startswith(("callee", "share", "part")):
            found = lodging(host[field], kind)
            if found is not None:
                return found
    return None


def running_frames():
    """[(AcFrame *, its resume function, line of the .async or None)] of what runs now: on the C stack, innermost first."""
    found, frame = [], gdb.newest_frame()
    while frame is not None and frame.is_valid():
        name = frame.name()
        if name and name.endswith("_resume"):
            try:
                place = frame.find_sal()
                line = place.line if place.symtab and place.symtab.filename.endswith(".async") else None
                found.append((frame.read_var("head"), name, line))
            except (ValueError, gdb.error):
                pass
        elif found and name and not name.endswith("_start"):
            break
        frame = frame.older()
    return found


def chain(task):
    """Its coroutines, innermost first."""
    root = int(root_of(task))
    found = running_chain() if is_current(task) else [suspended(task["leaf"])]
    while found[-1] and len(found) < LONG_CHAIN and (int(found[-1].frame) != root or int(found[-1].code["host"])):
        found.append(found[-1].caller())
    return [coroutine for coroutine in found if coroutine]


def running_chain():
    """A host that has called its lodger stands at the await of it."""
    found = []
    for frame, function, line in running_frames():
        code = code_of(function)
        lodger = found[-1].code if found and int(found[-1].frame) == int(frame) else None
        found.append(Coroutine(frame, code, int(frame["state"] if lodger is None else lodger["host_state"]), line))
    return found


def variables(struct, callee):
    """(name, text) of what a frame keeps; of what shares bytes only some is alive: it is told together. `callee`: the frame's
    struct of whom it awaits, or None."""
    for field in struct.type.fields():
        if not is_kept(field):
            continue
        if field.name.startswith("share") and field.type.strip_typedefs().code == gdb.TYPE_CODE_UNION:
            inside = callee is not None and lies_in(callee, struct[field])
            parts = [beside(struct[field][part], part.name) for part in field.type.fields() if is_kept(part) and (not inside or holds_callee(part))]
            parts = [part for part in parts if part[0] and UNREADABLE not in part[1]]
            if parts:
                yield " or ".join(name for name, _ in parts), " or ".join(dict.fromkeys(text for _, text in parts))
        else:
            yield python_name(field.name), show(struct[field])


def lies_in(inner, outer):
    return int(outer.address) <= int(inner.address) < int(outer.address) + outer.type.sizeof


def holds_callee(part):
    return part.type.strip_typedefs().code == gdb.TYPE_CODE_STRUCT and any(field.name == "callee" for field in part.type.fields())


def beside(value, name):
    """(names, texts) of a member of such a union: one variable, or a struct of those that are alive together."""
    if not (name.startswith("part") and value.type.strip_typedefs().code == gdb.TYPE_CODE_STRUCT):
        return python_name(name), show(value)
    kept = [field for field in value.type.fields() if is_kept(field)]
    return ", ".join(python_name(field.name) for field in kept), ", ".join(show(value[field]) for field in kept)


def is_kept(field):
    return field.name not in ("head", "callee", "result") and not is_temporary(field.name)


def is_temporary(name):
    return name[:1] == "t" and name[1:].isdigit()


def write_task(task, full):
    gdb.write(f"  {named(task)} {waits_for(task)}\n")
    callee = None
    for coroutine in chain(task):
        gdb.write(f"    at {coroutine.place} in {coroutine.name}\n")
        if full and coroutine.kept is not None:
            for name, text in variables(coroutine.kept, callee):
                gdb.write(f"        {name} = {text}\n")
        callee = coroutine.kept


# ---- commands ----


class InfoTasks(gdb.Command):
    """The tasks of an .async program: info tasks [full] [NUMBER ...]"""

    def __init__(self):
        super().__init__("info tasks", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        words = argument.split()
        full = "full" in words
        wanted = {int(word) for word in words if word != "full" and word.isdigit()}
        if any(word != "full" and not word.isdigit() for word in words):
            raise gdb.GdbError("info tasks [full] [NUMBER ...]")
        try:
            found = [task for task in tasks() if not wanted or int(task["id"]) in wanted]
        except gdb.error as error:
            raise gdb.GdbError(f"the runtime's tasks cannot be read ({error}); is it compiled with -g?")
        gdb.write(f"{len(found)} task{'' if len(found) == 1 else 's'}:\n")
        for task in found:
            write_task(task, full)


class InfoException(gdb.Command):
    """The exception that is on its way through the program."""

    def __init__(self):
        super().__init__("info tasks-exception", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        pending = gdb.parse_and_eval("ac_pending")
        if int(pending) == 0:
            gdb.write("none\n")
            return
        gdb.write(show(pending) + "\n")
        entry = pending["trace"]
        while int(entry) and int(entry) < int(pending["trace_next"]):
            gdb.write(f"    at {entry['code']['file'].string()}:{int(entry['line'])} in {code_name(entry['code'])}\n")
            entry = entry + 1


InfoTasks()
InfoException()
gdb.pretty_printers.append(printer)
