# SPDX-License-Identifier: MIT
"""Writes random programs that run to their end under Python: each variable has one kind of value, or is "any".

What an expression or a statement can be stands in tables. In a template
    {int}         is an expression of that kind, {int!} a short one
    {2..9}        a number
    {+|-|*}       one of these
    {$x}          a name of its own, the same one in the whole template
    {^int}        the word itself, where it is a kind too
    ⟨ and ⟩       are braces of the program, ¦ is a bar
"""
import random
import re

BRACES = str.maketrans("⟨⟩¦", "{}|")
KINDS = ["int", "int", "int", "float", "str", "str", "bool", "list", "list", "dict", "tuple", "set", "bytes", "object", "mixed"]

EXPRESSIONS = {
    "int": """
({int} {+|-|*} {int}) % 1009
({int} // {1..9})
({int} % {-7|-3|4|9})
({int} {&|^} {0..15})
({int} % 64 << {0..3})
({int} >> {0..3})
(({int} % 9) ** {0..3})
(-{int})
(~{int})
abs({int})
len({str|list|dict|set|tuple|bytes})
sum({list})
sum({$i} {+|*} {0..3} for {$i} in {list})
sum([{$i} for {$i} in {set}])
max({int}, {int}, {int!})
min({list} + [{int}])
({int} if {bool} else {int})
({int} and {int})
({int} or {int})
int({float})
int({bool})
round({float})
(lambda {$i}: {$i} * 2 - {int!})({int})
(lambda {$i}, {$k}={int!}: {$i} - {$k})({int})
sorted({list} + [1], key=lambda {$i}: {$i} % {2..5})[0]
{dict}.get({str}, {int})
{tuple}[0]
{tuple}[-2]
divmod({int}, {3..7})[{0|1}]
ord(({str} + 'q')[0])
({list} + [{int}])[{0|-1}]
(lambda {$i}: ({list} + [{$i}]).index({$i}))({int})
{list}.count({int})
{str}.find({str!})
{str}.count('a')
{object}.value
{object}.size({int})
{object}.doubled
({object} + {object}).value
{object}({int!})
len({object})
next(iter({list}), {int!})
next(({$i} for {$i} in {list} if {$i} > {int!}), -1)
({bytes} + b'z')[0]
int.from_bytes(({bytes} + b'ab')[:2], '{little|big}')
hash({int}) % 7
[{$i} for {$i}, {$k} in enumerate({list} + [0]) if {$k} < 9][-1]
len([{$a} for {$a} in {list} for {$b} in {str}])
""",
    "float": """
({float} {+|-|*} {float}) % 97.5
({int} / {1..7})
round({float}, {0..3})
float({int})
({float} // 1.5)
({float} if {bool} else {int} / 2)
abs({float})
max({float}, {float})
(-{float})
sum([{float}, {float}])
""",
    "str": """
({str} + {str})
({str} * {0..2})
str({int|float|bool|list|tuple|dict|set|object|mixed|bytes})
repr({str|tuple|list|mixed})
{str}[{-3..3}:]
{str}[{-3..3}:{-2..5}]
{str}[::{-1|2}]
{str}.{upper|strip|title|lower|swapcase|capitalize}()
{str}.{ljust|rjust|center}({2..9}, '{*|.}')
{str}.replace('a', {str!})
','.join([str({$i}) for {$i} in {list}])
'-'.join({$i} for {$i} in {str})
('%s|%d|%5.1f' % ({mixed}, {int}, {float}))
('%-4s|%03d|%x' % ({str}, {int}, {int} % 256))
'⟨⟩ ⟨!r:>6⟩ ⟨k⟩'.format({int}, {str!}, k={bool})
f"⟨{int!}:{3|<4|+d|05d|x|>6|,}⟩"
f"⟨{float!}:{.2f|8.3f|+.1f}⟩ ⟨{str!}!r⟩"
f"⟨{mixed!}⟩ ⟨{int!}=⟩"
({str} if {bool} else {str})
({str} or {str})
type({mixed|int|str|object|list}).__name__
{object}.name()
{tuple}[1]
{bytes}.hex()
''.join(sorted({str}))
''.join(reversed({str}))
(({str} + ' x').split() + ['w'])[0]
({str} + ',b').split(',')[{0|-1}]
({str} + 'x').partition('x')[2]
chr({int} % 26 + 97)
min({str} + 'm', {str} + 'k')
bin({int})
hex({int})
str({list})[1:-1]
""",
    "bool": """
({int} {<|<=|==|!=|>|>=} {int})
({int} < {int} <= {int})
({float} {<|>=} {float})
({str} {==|<|!=} {str})
(not {mixed|int|list|str|bool})
({bool} {and|or} {bool})
({str!} in {str})
({int} in {list|set|tuple})
({int} not in {list})
({str} in {dict})
({list} {==|<} {list})
({tuple} == {tuple})
({set} {<=|==|>} {set})
{set}.isdisjoint({list})
bool({list|str|dict|int|set|object|mixed})
isinstance({mixed}, {^int|^str|(int, str)|^list|type(None)|^tuple})
({mixed} is None)
({mixed} == {mixed})
{any|all}({$i} > {int!} for {$i} in {list})
any([{bool}, {bool}])
{str}.{isdigit()|isalpha()|startswith('a')|endswith('b')}
({object} == {object})
({object} < {object})
({int} in {object})
({bytes} == {bytes})
hasattr({object}, '{value|nothing}')
callable({int!})
""",
    "list": """
[{int}, {int}]
[{int}, {int}, {int}]
sorted({list}, reverse={bool})
sorted({list|set}, key=lambda {$i}: {-$i|$i % 3|str($i)})
({list} + {list})
({list} * {0..2})
{list}[{-2..2}:]
{list}[{-3..3}:{-2..4}]
{list}[::{-1|2|-2}]
[{$i} * {1..4} for {$i} in {list} if {$i} {>|<} {int!}]
[{$i} + {$k} for {$i} in {list}[:3] for {$k} in range({0..3})]
list(range({0..3}, {0..6}))
list(range({4..8}, {0..2}, -{1|2}))
list(map(abs, {list}))
list(map(lambda {$i}: {$i} - {int!}, {list}))
list(filter(None, {list}))
list({dict}.values())
[*{list}, {int}]
[*{set}, *{list}]
list(reversed({list}))
list({set})
list({bytes})
[{$a} for {$a}, {$b} in zip({list}, {str})]
[{$k} for {$k}, {$v} in enumerate({str})]
({list} if {bool} else {list})
({list} or [{int}])
[len({$w}) for {$w} in {str}.split('a')]
""",
    "dict": """
⟨{str}: {int}, {str}: {int}⟩
⟨str({$k}): {$k} for {$k} in {list}⟩
⟨{$c}: {$i} for {$i}, {$c} in enumerate({str})⟩
dict({dict}, a={int})
⟨**{dict}, **{dict}⟩
({dict} | {dict})
dict([({str}, {int}), ('k', {int})])
dict(zip({str}, {list}))
⟨{$k}: {$v} + 1 for {$k}, {$v} in {dict}.items()⟩
{dict}.copy()
""",
    "tuple": """
({int}, {str})
({int}, {str} + '.')
({tuple} if {bool} else ({int}, {str}))
max([{tuple}, {tuple}])
""",
    "set": """
⟨{int}, {int}⟩
set({list})
({set} {¦|&|-|^} {set})
⟨{$i} % {2..9} for {$i} in {list}⟩
{set}.union({list})
{set}.difference({list}, {set})
(frozenset({list}) ¦ {set})
set(range({0..4}, {5..12}))
""",
    "bytes": """
({bytes} + {bytes})
bytes([{int} % 256, {0..255}])
{bytes}[{-2..2}:]
({int} % 60000).to_bytes(2, '{little|big}')
{str!}.encode()
bytes({list!}[:2])
b'{a|q|xyz|}'
""",
    "object": """
{class}({int})
{class}({int}, {str})
({object} if {bool} else {object})
({object} + {object})
""",
    "mixed": """
({int} if {bool} else {str})
({none|str|list} if {bool} else {int})
[{int}, {str}, None][{0..2}]
({float} if {bool} else {tuple})
{int|str|list|float|tuple|none}
{dict}.get({str})
""",
    "none": "None\n",
}

LEAVES = {
    "int": "{-9..20}\n{0..3}\n", "bool": "True\nFalse\n", "float": "{-40..40} / 8\n0.5\n", "none": "None\n",
    "str": "''\n'a'\n'b c'\n'xyz'\n'é'\n'aXa'\n'12'\n", "list": "[]\n[{0..9}]\n[{0..9}, {0..9}, {0..9}]\n",
    "dict": "⟨⟩\n⟨'a': {0..9}⟩\n⟨'a': {0..9}, 'b': {0..9}⟩\n", "tuple": "({0..5}, '{a|b}')\n",
    "set": "set()\n⟨{0..5}⟩\n⟨{0..9}, {10..20}⟩\n", "bytes": "b''\nb'a'\nb'\\x01\\xff'\n",
    "object": "{class}({0..9})\n", "mixed": "None\n{0..9}\n'a'\n",
}

CHANGES = {
    "int": "{v} {+=|-=|^=|¦=} {int!}\n{v} = {v} * {int!} % 1009\n{v} %= {7..99}\n{v} //= {2..5}\n",
    "float": "{v} {+=|-=} {float!}\n{v} /= {2..4}\n", "str": "{v} += {str!}\n{v} *= {0|1}\n",
    "list": """
{v}.append({int})
{v}.reverse()
{v} += {list}
{v}.extend({set|list|bytes})
{v}.insert({-1..3}, {int})
{v}[{0..2}:{1..4}] = {list}
{v}[::2] = [{int}] * len({v}[::2])
{v}.sort()
{v}.sort(key=lambda {$i}: -{$i})
del {v}[:{0..2}]
del {v}[::3]
if {v}: {v}[{0|-1}] {=|+=|-=} {int}
if {v}: print({v}.pop({|0|-1}))
if {int!} in {v}: {v}.remove({v}[0])
{v}[:] = {v}[:20]
""",
    "dict": """
{v}[{str}] = {int}
{v}.pop({str}, None)
{v}.update({dict})
{v}.update(z={int})
{v} |= {dict}
print({v}.setdefault({str}, {int}))
if 'a' in {v}: {v}['a'] {+=|-=|=} {int}
if 'a' in {v}: del {v}['a']
for {$k}, {$v} in {v}.items(): print({$k}, {$v})
for {$k} in sorted({v}): print({$k}, {v}[{$k}], end=' ')
print({v}.keys() & ⟨'a', 'b'⟩ == ⟨'a'⟩, list({v}.items())[:2])
if {v}: print({v}.popitem())
""",
    "set": "{v}.add({int})\n{v}.discard({int})\n{v} {¦=|&=|-=|^=} {set}\n{v}.update({list})\n{v}.clear()\nif {v}: print({v}.pop())\n",
    "object": "{v}.value {=|+=|-=} {int}\n{v}.bump({int})\n{v}[{0..2}] = {int}\nprint([{$i} for {$i} in {v}])\n{v} += {object}\n{v}.doubled = {int}\n",
    "mixed": "{v} = {mixed}\nif isinstance({v}, int): {v} += 1\nif {v} is not None: print({v})\n",
    "tuple": "{v} = ({v}[0] + 1, {v}[1])\n{$a}, {$b} = {v}; print({$b}, {$a})\n", "bool": "{v} = not {v}\n", "bytes": "{v} += {bytes!}\n",
}

SHOWS = [
    "if ({$i} := {int}) > {int!}: print({$i}, {$i} + 1)", "print([{$y} for {$x} in {list!} if ({$y} := {$x} + 1) > {int!}])",
    "print({str}, {int}, sep={str!}, end='|\\n')", "print(*{list}, *{set})", "print({int}, {str}, {float}, {mixed})",
    "print({list} is {list!}, None is {mixed})", "assert {bool} or True, {str}", "print(*sorted({dict}.items()))",
    "print({$i} + 1 if ({$i} := {int}) % 2 else {str})", "log.append({int}); print(log[-3:], len(log))",
]

PRELUDE = '''
import asyncio

log = []

def traced(f):
    def wrapper(*args, **kwargs):
        print("call", len(args), sorted(kwargs))
        return f(*args, **kwargs)
    return wrapper

class Thing:
    def __init__(self, value, label="thing"):
        self.value, self.label, self.items = value, label, [value]
    def size(self, n):
        return len(self.items) + n
    def name(self):
        return self.label
    def bump(self, n):
        self.items.append(n)
    def __repr__(self):
        return f"Thing({self.value})"
    def __eq__(self, other):
        return isinstance(other, Thing) and self.value == other.value
    def __lt__(self, other):
        return self.value < other.value
    def __add__(self, other):
        return Thing(self.value + other.value)
    def __call__(self, n):
        return n - self.value
    def __len__(self):
        return len(self.items)
    def __contains__(self, n):
        return n in self.items
    def __iter__(self):
        return iter(self.items)
    def __setitem__(self, i, n):
        self.items[:i + 1] = [n]
    @property
    def doubled(self):
        return self.value * 2
    @doubled.setter
    def doubled(self, n):
        self.value = n // 2

class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow
    def __enter__(self):
        print("enter", self.name)
        return self
    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind.__name__ if kind else None, value)
        return self.swallow
    async def __aenter__(self):
        await asyncio.sleep(0)
        return self.__enter__()
    async def __aexit__(self, kind, value, trace):
        await asyncio.sleep(0)
        return self.__exit__(kind, value, trace)
'''


class Writer:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.lines, self.depth, self.names, self.size = [], 0, 0, 0
        self.scope = {}
        self.functions, self.coroutines, self.generators, self.streams, self.classes = [], [], [], [], ["Thing"]
        self.loops, self.is_async, self.in_function, self.yields = 0, False, False, False

    def put(self, text):
        self.lines.append("    " * self.depth + text)
        self.size += 1

    def name(self, prefix):
        self.names += 1
        return f"{prefix}{self.names}"

    def variables(self, kind):
        return [n for n, k in self.scope.items() if k == kind]

    # ---- templates ----

    def fill(self, template, depth, **given):
        own = {}

        def part(match):
            text = match[1]
            if text in given:
                return given[text]
            if re.fullmatch(r"-?\d+\.\.-?\d+", text):
                return str(self.r.randint(*map(int, text.split(".."))))
            if text == "class":
                return self.r.choice(self.classes)
            if text.endswith("!"):
                return self.leaf(text[:-1])
            choice = self.r.choice(text.split("|"))
            if choice[:1] == "^" and choice[1:]:
                return choice[1:]
            if choice in EXPRESSIONS:
                return self.expression(choice, depth + 1)
            return re.sub(r"\$(\w+)", lambda m: own.setdefault(m[1], self.name(m[1])), choice)

        return re.sub(r"\{([^{}]*)\}", part, template).translate(BRACES)

    def pick(self, table, kind):
        return self.r.choice([line for line in table[kind].split("\n") if line])

    def leaf(self, kind):
        known = self.variables(kind)
        if known and self.r.random() < 0.7:
            return self.r.choice(known)
        return self.fill(self.pick(LEAVES, kind), 9)

    def expression(self, kind, depth=0):
        if depth > 3 or self.r.random() < 0.3:
            return self.leaf(kind)
        calls = [f for f in self.functions if f[1] == kind]
        if calls and self.r.random() < 0.2:
            return self.call(self.r.choice(calls), depth)
        return self.fill(self.pick(EXPRESSIONS, kind), depth)

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
        outer = dict(self.scope)
        self.depth += 1
        before = len(self.lines)
        for _ in range(n):
            (inner or self.statement)()
        if len(self.lines) == before:
            self.put("pass")
        self.depth -= 1
        self.scope = outer

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
            return self.show()
        r, name = self.r, self.name("n")
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
        self.block(r.randint(1, 3), self.loop_statement)
        self.scope.pop(name, None)
        self.loops -= 1
        if r.random() < 0.3:
            self.put("else:")
            self.block(1)

    def generated(self):
        return self.call(self.r.choice(self.generators)) if self.generators else f"({self.fill('{$i} * 2 for {$i} in {list}', 2)})"

    def loop_statement(self):
        if self.r.random() < 0.2:
            self.put(f"if {self.expression('bool')}:")
            self.put("    " + self.r.choice(["break", "continue"]))
        else:
            self.statement()

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
        around = (dict(self.scope), self.is_async, self.in_function, self.loops, self.yields)
        self.is_async, self.in_function, self.loops, self.yields = is_async, in_function, loops, yields
        return around

    def leave_function(self, around):
        self.scope, self.is_async, self.in_function, self.loops, self.yields = around

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
        if ints and r.random() < 0.5:
            self.put(f"nonlocal {ints[0]}")
            self.put(f"{ints[0]} = ({ints[0]} + {p}) % 1009")
        if is_async:
            self.put(f"await asyncio.sleep_ms({r.randint(0, 2)})")
        self.put(f"print({self.expression('int')}, {self.expression('str')})")
        self.put(f"return {p} + {p}k + {self.expression('int')}")
        self.depth -= 1
        self.leave_function(around)
        wait = "await " if is_async else ""
        self.put(f"print({wait}{name}({self.expression('int')}), {wait}{name}({self.expression('int')}, {p}k={self.expression('int')}))")

    def leave(self):
        self.put(f"if {self.expression('bool')}:")
        if self.yields:
            self.put("    return")
        else:
            self.put(f"    return {self.expression('int')}")

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
            self.put(f"print([{result} async for {result} in {self.call(r.choice(self.streams))}][:5])")
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
        choices = [self.assign] * 4 + [self.show] * 2 + [self.change] * 3 + [self.unpack]
        if self.depth < 4:
            choices += [self.branch, self.loop, self.attempt, self.choose, self.nested, self.managed]
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
        if result != "int":
            self.in_function = False                    # no returns of ints
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

    def program(self):
        self.lines += PRELUDE.strip().split("\n") + ["", "class Problem(Exception):", "    pass", ""]
        for _ in range(self.r.randint(1, 2)):
            self.definition()
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
        return "\n".join(self.lines) + "\n"
