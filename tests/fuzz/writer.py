# SPDX-License-Identifier: MIT
"""Writes random programs that run to their end under Python: each variable has one kind of value, or is "mixed". What
expressions and statements can be stands in templates.py."""
import functools
import random
import re

from templates import ASYNC_SCENES, CHANGES, EXPRESSIONS, LEAVES, MEDDLING, PRELUDE, RACES, SCENES, SHOWS, SPECS

BRACES = str.maketrans("⟨⟩¦", "{}|")
KINDS = ["int", "int", "int", "float", "str", "str", "bool", "list", "list", "dict", "tuple", "set", "bytes", "object", "mixed", "kin"]

TOLD = ["int", "float", "str", "list"]                  # few, so that each has its own version of the function


@functools.cache
def parts_of(template):
    """Its texts and holes, and whether each is a hole."""
    parts, depth = [""], 0
    for c in template:
        depth += c == "{"
        if c in "{}" and depth == 1:
            parts.append("")
        else:
            parts[-1] += c
        depth -= c == "}"
    return [(part, i % 2 == 1) for i, part in enumerate(parts)]


@functools.cache
def alternatives(text):
    """Parts between bars, but for those in holes."""
    parts, depth = [""], 0
    for c in text:
        depth += {"{": 1, "}": -1}.get(c, 0)
        if c == "|" and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    return parts


def prelude_for(text):
    """What a program uses of the prelude, with what that uses."""
    kept = ""
    for part in reversed(PRELUDE.strip("\n").split("\n\n")):
        name = re.match(r"(?:import |class |def |async def |)(\w+)", part)[1]
        if re.search(rf"\b{name}\b", text + kept):
            kept = part + "\n\n" + kept
    return kept


class Writer:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.lines, self.depth, self.names, self.size = [], 0, 0, 0
        self.scope = {}
        self.functions, self.coroutines, self.generators, self.streams = [], [], [], []
        self.classes, self.kins, self.bases = ["Thing"], ["Kin"], {}
        self.loops, self.is_async, self.returns, self.yields = 0, False, "", False
        self.in_loop = False                            # break and continue may stand here
        self.in_function = False
        self.inner = 0                                  # depth of lambdas and comprehensions: no await, no := in them
        self.changers = []                              # (int variable, call that changes it, its await)

    def put(self, text):
        self.lines.append("    " * self.depth + text.translate(BRACES))
        self.size += 1

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def variables(self, kind):
        return [n for n, k in self.scope.items() if k == kind]

    # ---- templates ----

    def fill(self, template, depth, own=None, **given):
        """The template with its holes filled, innermost last: what is chosen among alternatives may have holes."""
        own = {} if own is None else own
        inner = "lambda" in template or " for " in template and not template.startswith(("for ", "async for "))
        self.inner += inner
        text = "".join(self.hole(part, depth, own, given) if is_hole else part for part, is_hole in parts_of(template))
        self.inner -= inner
        return text

    def hole(self, text, depth, own, given):
        choice = self.r.choice(alternatives(text))
        if text in given:
            return given[text]
        if choice in given:
            return given[choice]
        if re.fullmatch(r"-?\d+\.\.-?\d+", choice):
            return str(self.r.randint(*map(int, choice.split(".."))))
        if choice in ("class", "kins"):
            return self.r.choice(self.classes if choice == "class" else self.kins)
        if choice in ("push", "put", "poke"):
            return self.r.choice([choice, f"await {choice}_later"]) if self.awaits() else choice
        if choice.startswith("^") and choice != "^":
            return choice[1:]
        if choice in SPECS:
            return self.fill(self.pick(SPECS, choice), depth)
        if choice in EXPRESSIONS:
            return self.expression(choice, depth + 1)
        if choice.endswith("!") and choice[:-1] in EXPRESSIONS:
            return self.leaf(choice[:-1])
        named = re.sub(r"\$(\w+)", lambda match: own.get(match[1]) or own.setdefault(match[1], self.name(match[1])), choice)
        return self.fill(named, depth, own, **given)

    def pick(self, table, kind):
        lines = [line for line in table[kind].split("\n") if line]
        return self.r.choice([line for line in lines if ":=" not in line] if self.inner else lines)

    def awaits(self):
        return self.is_async and not self.inner

    def leaf(self, kind):
        known = self.variables(kind)
        if known and self.r.random() < 0.7:
            return self.r.choice(known)
        return self.fill(self.pick(LEAVES, kind), 9)

    def expression(self, kind, depth=0):
        if depth > 3 or self.r.random() < 0.3:
            return self.leaf(kind)
        form = self.r.random()
        calls = [f for f in self.functions if f[1] == kind]
        if calls and form < 0.15:
            return self.call(self.r.choice(calls), depth)
        if form < 0.2 and kind in TOLD:
            return self.fill(f"tell({{{kind}}})", depth)
        if form < 0.3 and self.awaits() and kind in TOLD:
            return self.fill(f"(await {{at_once({{{kind}}})|echo({{{kind}}}, {{0..2}})}})", depth)
        if form < 0.42 and kind in RACES:
            return self.race(kind, depth)
        return self.fill(self.pick(EXPRESSIONS, kind), depth)

    def race(self, kind, depth):
        """An operand that is changed by what stands to its right."""
        v, c, later = self.r.choice([("total", "add({int!})", "add_later({int!})"), ("total", self.r.choice(MEDDLING.split("\n")[1:-1]), "")]
                                    + [(f"{n}.value", f"poke({n}, {{int!}})", f"poke_later({n}, {{int!}})") for n in self.variables("object")]
                                    + [(f"len({n})", f"push({n}, {{int!}})", f"push_later({n}, {{int!}})") for n in self.variables("list")]
                                    + 3 * self.changers)
        c = "await " + later if self.awaits() and later and (not c or self.r.random() < 0.5) else c or "add({int!})"
        return self.fill(self.pick(RACES, kind), depth, v=v, c=self.fill(c, depth))

    def call(self, function, depth=2):
        """By position, by name, with a star."""
        name, _, params = function
        args = [self.expression(kind, depth + 1) for kind in params.values()]
        how = self.r.random()
        if how < 0.6 or not params:
            return f"{name}({', '.join(args)})"
        if how < 0.8:
            return f"{name}({', '.join([f'{p}={a}' for p, a in zip(params, args)])})"
        return f"{name}(*({', '.join(args)},))"

    # ---- statements ----

    def block(self, n, inner=None):
        outer, changers = dict(self.scope), list(self.changers)
        self.depth += 1
        before = len(self.lines)
        for _ in range(n):
            (inner or self.statement)()
        if len(self.lines) == before:
            self.put("pass")
        self.depth -= 1
        self.scope, self.changers = outer, changers

    def assign(self):
        kind = self.r.choice(KINDS)
        known = self.variables(kind)
        value = self.expression(kind)
        name = self.r.choice(known) if known and self.r.random() < 0.6 else self.name(kind[0])
        self.put(f"{name} = {value}")
        self.scope[name] = kind

    def unpack(self):
        r = self.r
        a, b, c = self.name("i"), self.name("s"), self.name("l")
        form = r.randint(0, 2)
        if form == 0:
            self.put(f"{a}, {b} = {self.expression('tuple')}")
            self.scope.update({a: "int", b: "str"})
        elif form == 1:
            self.put(f"{a}, *{c} = [{self.expression('int')}] + {self.expression('list')}")
            self.scope.update({a: "int", c: "list"})
        else:
            self.put(f"({a}, {b}), {c} = {self.expression('tuple')}, {self.expression('list')}")
            self.scope.update({a: "int", b: "str", c: "list"})

    def show(self):
        if self.r.random() < 0.1:
            return self.put(self.fill(self.r.choice(SHOWS), 1))
        self.put(f"print({', '.join(self.expression(self.r.choice(KINDS)) for _ in range(self.r.randint(1, 3)))})")

    def change(self):
        known = [n for n, k in self.scope.items() if k in CHANGES]
        if not known:
            return self.show()
        name = self.r.choice(known)
        self.put(self.fill(self.pick(CHANGES, self.scope[name]), 1, v=name))

    def augment(self):
        """A target that its value changes."""
        known = [c for c in self.changers if c[0] in self.scope]
        if not known:
            return self.change()
        v, c, later = self.r.choice(known)
        c = "await " + later if later and self.awaits() and (not c or self.r.random() < 0.5) else c or "add(2)"
        self.put(self.fill("{v} {+=|-=|^=|¦=} {c}{| {+|-} {v}}", 1, v=v, c=self.fill(c, 2)))

    def scene(self):
        """Holes in functions of the scene have no await, unless these are coroutines."""
        own, was, functions = {}, self.is_async, []
        for line in self.r.choice(SCENES + ASYNC_SCENES * 2 if self.is_async else SCENES).strip("\n").split("\n"):
            text = line.lstrip()
            indent = (len(line) - len(text)) // 4
            while functions and indent <= functions[-1][0]:
                self.is_async = functions.pop()[1]
            outer, self.depth = self.depth, self.depth + indent
            if text == "{body}":
                in_loop, self.in_loop, self.loops = self.in_loop, False, self.loops + 1
                self.depth -= 1
                self.block(self.r.randint(0, 2))
                self.in_loop, self.loops = in_loop, self.loops - 1
            else:
                filled = self.fill(text, 2, own)
                if not was and filled.startswith("async with"):
                    filled = filled[6:]
                if filled:
                    self.put(filled)
            self.depth = outer
            if text.startswith(("def ", "async def ")):
                functions.append((indent, self.is_async))
                self.is_async = text.startswith("async")
        self.is_async = was

    def branch(self):
        self.put(f"if {self.expression('bool')}:")
        self.block(2)
        if self.r.random() < 0.3:
            self.put(f"elif {self.expression('bool')}:")
            self.block(1)
        if self.r.random() < 0.5:
            self.put("else:")
            self.block(2)

    def loop(self):
        if self.loops >= 2:
            return self.scene()
        r, name, around = self.r, self.name("n"), self.scope.copy()
        kind = r.random()
        if kind < 0.5:
            self.put(f"for {name} in {r.choice([f'range({r.randint(0, 5)})', self.expression('list') + '[:9]', self.expression('set'), self.generated()])}:")
            self.scope[name] = "int"
        elif kind < 0.6:
            other = self.name("s")
            self.put(f"for {name}, {other} in {r.choice(['enumerate(' + self.expression('str') + ')', 'zip(' + self.expression('list') + ', ' + self.expression('str') + ')'])}:")
            self.scope.update({name: "int", other: "str"})
        elif kind < 0.75 and self.is_async and self.streams:
            self.put(f"async for {name} in {self.call(r.choice(self.streams))}:")
            self.scope[name] = "int"
        else:
            self.put(f"{name} = {r.randint(0, 4)}")
            self.put(f"while {name} > 0:")
        self.loops += 1
        self.depth += 1
        if "while" in self.lines[-1]:
            self.put(f"{name} -= 1")
        self.depth -= 1
        in_loop, self.in_loop = self.in_loop, True
        self.block(r.randint(1, 4))
        self.in_loop = in_loop
        self.scope = around
        self.loops -= 1
        if r.random() < 0.3:
            self.put("else:")
            self.block(1)

    def generated(self):
        return self.call(self.r.choice(self.generators)) if self.generators else f"({self.fill('{$i} * 2 for {$i} in {list}', 2)})"

    def leave_loop(self):
        if self.r.random() < 0.7:
            self.put(f"if {self.expression('bool')}:")
            self.put("    " + self.r.choice(["break", "continue"]))
        else:
            self.put(self.r.choice(["break", "continue"]))

    def attempt(self):
        r = self.r
        self.put("try:")
        self.block(r.randint(1, 3))
        self.depth += 1
        if r.random() < 0.6:
            self.put(f"if {self.expression('bool')}:")
            self.put(f"    raise {r.choice(['ValueError', 'KeyError', 'IndexError', 'Problem'])}({self.expression('int')})")
        if r.random() < 0.5:
            self.put(self.fill(r.choice(["print({list}[{int}])", "print({dict}[{str}])", "print({int} // {int})", "print(int({str}))",
                                         "print([1, 2].index({int}))", "{$a}, {$b} = {list}", "print({int} % {int})"]), 1))
        self.depth -= 1
        error = self.name("e")
        handled = r.random() < 0.8
        if handled:
            self.put(f"except {r.choice(['ValueError', 'LookupError', '(KeyError, ValueError)', 'Exception', 'Problem'])} as {error}:")
            self.block(1)
            self.put(f"    print(type({error}).__name__, {error}, {error}.args)")
            if r.random() < 0.15:
                self.put("    raise" + r.choice(["", f" TypeError('again') from {error}"]))
        if handled and r.random() < 0.3:
            self.put("else:")
            self.block(1)
        if not handled or r.random() < 0.4:
            self.put("finally:")
            self.block(1)

    def managed(self):
        kind = "async with" if self.is_async and self.r.random() < 0.6 else "with"
        more = f", Manager({self.r.randint(10, 20)})" if self.r.random() < 0.3 else ""
        self.put(f"{kind} Manager({self.expression('str')}, {self.r.choice(['True', 'False', 'False'])}) as {self.name('m')}{more}:")
        self.block(2)
        if self.r.random() < 0.3:
            self.put(f"    raise Problem({self.expression('int')})" if self.r.random() < 0.5 else f"    print(1 // ({self.expression('int')} % 2))")

    def choose(self):
        r, n = self.r, self.name("m")
        self.put(f"match {self.expression(r.choice(['int', 'tuple', 'list', 'str', 'mixed', 'dict', 'object']))}:")
        self.depth += 1
        patterns = ["0 | 1 | 2", "'a' | 'b'", f"({n}, 'a')", f"[{n}, *_]", f"int({n}) if {n} > 3", "str()", "[]", "None",
                    f"{{'a': {n}}}", "{'a': 1, **_rest}", f"[_, _, *{n}]", f"float({n})"]
        patterns += [f"{r.choice(self.classes)}(value={n})"]
        for pattern in r.sample(patterns, r.randint(1, 4)):
            self.put(f"case {pattern}:")
            self.block(1)
            if n in pattern and "|" not in pattern:
                self.put(f"    print({n})")
        if r.random() < 0.6:
            self.put(f"case {n}:")
            self.block(1)
        self.depth -= 1

    def enter(self, is_async=False, in_function=True, loops=1, yields=False):
        """What holds in a function; gives what held around it."""
        around = (dict(self.scope), self.is_async, self.in_function, self.loops, self.yields, self.returns, self.in_loop, self.changers)
        self.is_async, self.in_function, self.loops, self.yields = is_async, in_function, loops, yields
        self.returns, self.in_loop, self.changers = "int", False, []
        return around

    def leave_function(self, around):
        self.scope, self.is_async, self.in_function, self.loops, self.yields, self.returns, self.in_loop, self.changers = around

    def nested(self):
        """A closure, perhaps one that changes a variable around it."""
        name, p, r = self.name("g"), self.name("p"), self.r
        ints = self.variables("int") if self.in_function else []
        around = self.enter(loops=2)
        is_async = around[1] and r.random() < 0.4
        if r.random() < 0.2 and not is_async:
            self.put("@traced")
        self.put(f"{'async ' if is_async else ''}def {name}({p}, {p}k={self.expression('int', 3)}):")
        self.scope[p] = self.scope[p + "k"] = "int"
        self.depth += 1
        changed = r.choice(ints) if ints and r.random() < 0.7 else None
        if changed:
            self.put(f"nonlocal {changed}")
            self.put(f"{changed} = ({changed} + {p}) % 1009")
        if is_async:
            self.put(f"await asyncio.sleep_ms({r.randint(0, 2)})")
        self.put(f"print({self.expression('int')}, {self.expression('str')})")
        self.put(f"return {p} + {p}k + {self.expression('int')}")
        self.depth -= 1
        self.leave_function(around)
        if changed:
            self.changers += [(changed, "", name + "({int!})")] if is_async else [(changed, name + "({int!})", "")] * 2
        wait = "await " if is_async else ""
        self.put(f"print({wait}{name}({self.expression('int')}), {wait}{name}({self.expression('int')}, {p}k={self.expression('int')}))")

    def leave(self):
        self.put(f"if {self.expression('bool')}:")
        if self.yields:
            self.put("    return")
        else:
            self.put(f"    return {self.expression(self.returns)}")

    def give(self):
        self.put(f"yield {self.expression('int')}" if self.r.random() < 0.8 or self.is_async
                 else f"yield from {self.r.choice([self.expression('list'), self.expression('set')])}")

    def wait(self):
        r = self.r
        result = self.name("w")
        if not self.coroutines or r.random() < 0.3:
            return self.put(r.choice([f"await asyncio.sleep_ms({r.randint(0, 5)})", "await asyncio.sleep(0)"]))
        call = self.call(r.choice(self.coroutines))
        form = r.randint(0, 7)
        if form <= 1:
            self.put(f"{result} = {self.expression('int')} + await {call}")
            self.scope[result] = "int"
        elif form == 2:
            self.put("try:")
            self.put(f"    print(await asyncio.wait_for({call}, {r.randint(0, 12) / 1000}))")
            self.put("except asyncio.TimeoutError:")
            self.put("    print('late')")
        elif form == 3:
            self.put(f"print(await asyncio.gather({call}, {self.call(r.choice(self.coroutines))}, return_exceptions=True))")
        elif form == 4:
            self.put(f"print([await {call}, {self.expression('int')}], {self.expression('str')} + str(await {self.call(r.choice(self.coroutines))}))")
        elif form == 5:
            self.put("async with lock:")
            self.put(f"    print(await {call})")
        elif form == 6 and self.streams:
            self.inner += 1
            self.put(f"print([{result} async for {result} in {self.call(r.choice(self.streams))}][:5])")
            self.inner -= 1
        else:
            self.put(f"{result} = asyncio.create_task({call})")
            self.put(f"await asyncio.sleep_ms({r.randint(0, 6)})")
            if r.random() < 0.7:
                self.put(f"print({result}.cancel())")
            self.put("try:")
            self.put(f"    print(await {result})")
            self.put("except asyncio.CancelledError:")
            self.put(f"    print('cancelled', {result}.done())")

    def statement(self):
        if self.size > 160:
            return self.show()
        choices = [self.assign] * 4 + [self.show] * 2 + [self.change] * 3 + [self.unpack, self.augment]
        if self.depth < 4:
            choices += [self.branch, self.loop, self.attempt, self.choose, self.nested, self.managed, self.scene, self.scene]
        if self.depth < 5 and self.in_loop:
            choices += [self.attempt, self.managed]
        if self.in_loop:
            choices += [self.leave_loop] * 2
        if self.in_function:
            choices += [self.leave]
        if self.yields:
            choices += [self.give] * 4
        if self.is_async:
            choices += [self.wait] * 3
        self.r.choice(choices)()

    # ---- definitions ----

    def params(self):
        kinds = [self.r.choice(["int", "str", "list", "float", "mixed", "object", "dict"]) for _ in range(self.r.randint(0, 3))]
        return {self.name("p"): kind for kind in kinds}

    def function(self, kind):
        """A function, coroutine, generator or asynchronous generator."""
        is_async, yields = kind in ("coroutine", "stream"), kind in ("generator", "stream")
        params, name = self.params(), self.name("f")
        result = self.r.choice(["int", "int", "str", "list", "mixed", "tuple"]) if kind == "function" else "int"
        around = self.enter(is_async, True, 0, yields)
        self.scope = dict(params)
        if kind == "function" and self.r.random() < 0.1:
            self.put("@traced")
        self.put(f"{'async ' if is_async else ''}def {name}({', '.join(params)}):")
        self.returns = result
        before = len(self.lines)
        self.block(self.r.randint(2, 6))
        if yields:
            self.put(f"    yield {self.leaf('int')}")
            if self.r.random() < 0.4:                   # all of it in a try
                body = ["    " + line for line in self.lines[before:]]
                self.lines[before:] = ["    try:", *body, "    finally:", "        print('closed')"]
        else:
            self.put(f"    return {self.expression(result)}")
        self.leave_function(around)
        self.scope = around[0]
        group = {"function": self.functions, "coroutine": self.coroutines, "generator": self.generators, "stream": self.streams}[kind]
        group.append((name, result, params))
        self.put("")

    def definition(self):
        """A class; objects of all of them answer the same questions."""
        r, name = self.r, self.name("C")
        base = r.choice(self.classes) if r.random() < 0.6 else ""
        around = self.enter(loops=2)
        self.scope = {"self.value": "int", "self.label": "str", "self.items": "list"}
        self.put(f"class {name}({base}):" if base else f"class {name}:")
        self.depth += 1
        self.put(f"count = {r.randint(0, 3)}")
        methods = {
            "__init__(self, value, label='n')": (["super().__init__(value, label)"] if base else ["self.value, self.label, self.items = value, label, [value]"])
            + [f"self.value = self.value + {r.randint(0, 5)}", f"{name}.count += 1"],
            "size(self, n)": [f"return ({self.expression('int', 2)} + n + {name}.count) % 1009"],
            "name(self)": [f"return {self.expression('str', 2)}" if not base or r.random() < 0.5 else "return super().name() + '!'"],
            "bump(self, n)": [f"self.value = (self.value + n * {r.randint(1, 3)}) % 1009", "self.items.append(n)"],
            "__repr__(self)": [f"return f'{name}({{self.value}})'"],
            "__eq__(self, other)": ["return isinstance(other, (Thing, " + name + ")) and self.value == other.value"],
            "__lt__(self, other)": ["return self.value < other.value"],
            "__add__(self, other)": [f"return {name}({self.expression('int', 3)} + other.value)"],
            "__call__(self, n)": [f"return n - {self.expression('int', 3)}"],
            "__len__(self)": ["return len(self.items)"],
            "__contains__(self, n)": ["return n in self.items"],
            "__iter__(self)": r.choice([["return iter(self.items)"], ["for x in self.items:", "    yield x + 1"]]),
            "__setitem__(self, i, n)": ["if i < len(self.items):", "    self.items[i] = n"],
        }
        for head in methods:
            if base and head != "__init__(self, value, label='n')" and r.random() < 0.5:
                continue
            self.put(f"def {head}:")
            for line in methods[head]:
                self.put("    " + line)
        if not base or r.random() < 0.3:
            self.put("@property")
            self.put("def doubled(self):")
            self.put(f"    return self.value * 2 + {r.randint(0, 3)}")
            self.put("@doubled.setter")
            self.put("def doubled(self, n):")
            self.put("    self.value = n // 2")
        self.depth -= 1
        self.put("")
        self.leave_function(around)
        self.classes.append(name)

    def family(self):
        """Classes below Kin, some with two bases, that go on to the next one."""
        r, name = self.r, self.name("K")
        bases = r.choice([self.kins[-1:], self.kins[-1:], self.kins[-2:][::-1], r.sample(self.kins, 1)])
        if len(bases) == 2 and (bases[1] in self.bases.get(bases[0], []) or bases[0] in self.bases.get(bases[1], [])):
            bases = bases[:1] if bases[1] in self.bases.get(bases[0], []) else bases[1:]
        self.bases[name] = list(bases) + [b for base in bases for b in self.bases.get(base, [])]
        around = self.enter(loops=2)
        self.scope = {"self.value": "int"}
        self.put(f"class {name}({', '.join(bases)}):")
        self.depth += 1
        if r.random() < 0.5:
            self.put(f"shared = {r.randint(2, 5)}")
        methods = [
            ("__init__(self, value, *rest)", [f"super().__init__(value + {r.randint(0, 3)}, *rest, value)", f"self.more = len(rest)"]),
            ("step(self, n)", [r.choice([f"return super().step(n {r.choice('+-*')} 2) - {self.expression('int', 2)}", f"return {self.expression('int', 2)} - n"])]),
            ("tag(self)", [r.choice([f"return super().tag() + '{name[-1]}'", f"return {self.expression('str', 3)}"])]),
            ("@property\ntwice(self)", ["return self.step(2) + 1"]),
            ("@classmethod\nof(cls, n)", [r.choice(["return super().of(n + cls.shared)", "print(cls.__name__)\n    return cls(n, 1)"])]),
            ("@staticmethod\nunit(n=3)", [f"return {r.choice(bases)}.unit(n) {r.choice('+-')} {name}.shared"]),
            ("__add__(self, other)", [r.choice([f"return super().__add__(other)", f"return {name}(self.value - other.value)"])]),
            ("__radd__(self, n)", ["return super().__radd__(int(n) + 1)"]),
            ("__iadd__(self, other)", ["self.value = (self.value + other.value) % 101", "return self"]),
            ("__format__(self, spec)", ["return '<' + super().__format__(spec) + '>'"]),
            ("__bool__(self)", ["return not super().__bool__()"]),
            ("__getitem__(self, i)", [f"return super().__getitem__(i {r.choice('+-*')} 2) % 1009"]),
            ("__eq__(self, other)", [f"return super().__eq__(other) or isinstance(other, {name})"]),
            ("__lt__(self, other)", ["return super().__lt__(other)"]),
            ("__iter__(self)", ["yield from super().__iter__()", f"yield {r.randint(0, 9)}"]),
        ]
        for head, lines in r.sample(methods, r.randint(1, 6)):
            *decorator, head = head.split("\n")
            for line in [*decorator, f"def {head}:", *("    " + line for line in lines)]:
                for part in line.split("\n"):
                    self.put(part)
            if "__eq__" in head:
                self.put("def __hash__(self):")
                self.put("    return 7")
            if decorator == ["@property"]:
                self.put("@twice.setter")
                self.put("def twice(self, n):")
                self.put(f"    self.value = n // 2 + {r.randint(0, 3)}")
        self.depth -= 1
        self.put("")
        self.leave_function(around)
        self.kins.append(name)

    def program(self):
        self.put("class Problem(Exception):")
        self.put("    pass")
        self.put("")
        for _ in range(self.r.randint(1, 2)):
            self.definition()
        for _ in range(self.r.randint(0, 4)):
            self.family()
        order = ["function"] * self.r.randint(1, 3) + ["generator"] * self.r.randint(0, 2) + ["coroutine"] * self.r.randint(1, 3) + ["stream"] * self.r.randint(0, 1)
        for kind in order:
            self.size = 0
            self.function(kind)
        self.size = 60
        for _ in range(self.r.randint(2, 6)):
            self.statement()
        self.put("")
        self.scope = {}
        self.size = 60
        self.put("lock = asyncio.Lock()")
        self.put("async def main():")
        around = self.enter(is_async=True, in_function=True, loops=0)
        self.in_function = False
        self.block(self.r.randint(3, 8))
        self.leave_function(around)
        self.put("")
        self.put("try:")
        self.put("    asyncio.run(main())")
        self.put("except Exception as error:")
        self.put("    print('out', type(error).__name__, error)")
        text = "\n".join(self.lines) + "\n"
        return prelude_for(text) + text
