# SPDX-License-Identifier: MIT
"""What the expressions and statements of random programs can be. In a template
    {int}         is an expression of that kind, {int!} a short one
    {2..9}        a number
    {+|-|*}       one of these; an alternative may have holes of its own
    {$x}          a name of its own, the same one in the whole template
    {^int}        the word itself, where it is a kind too
    ⟨ and ⟩       are braces of the program, ¦ is a bar
"""
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
ord(({str} + 'q')[{0|-1}])
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
({edge} {% 10|% 97|// 9000000003|>> 33|& 255|// 4096 % 7})
(-{edge} // {3..9} % 1009)
({edge}).bit_length()
(({$i} := {int}) {+|-|*} {$i}) % 1009
({int} if {int} {<|<=|>} {int} {<|!=|>=} {int} else {int})
max({list} + [{int}, {int}], key=lambda {$i}: {$i} % {2..4})
min({list} + [{int}, {int}], key=lambda {$i}: {$i} // {3..8})
{ties}[{0..60}]
functools.reduce(lambda {$a}, {$b}: ({$a} * {2|3} {+|-} {$b}) % 1009, {list}, {int})
functools.partial(lambda {$a}, {$b}: {$a} - {$b}, {int})({int})
pow({int}, {0..3}, {3..17})
int(str({int}))
int({'7f'|'-11'|'+10'|' 12 '}, {16})
sum(Countdown({0..5}))
{kin}.step({int})
{kin}.twice
{kin}.{value|shared}
{kins}.{unit({int})|unit()|shared}
{kin}[{int!}]
({kin} @ {kin}) % 1009
(({int} % 9) {+|*} {kin}).value
int({kin})
[{int}, {int}, {int}][{kin}]
({int} / {1..9}).is_integer() + {int}
({int} / 8).as_integer_ratio()[{0|1}]
{str}.{rfind|find|count}({str!}, {-3..3})
bytearray({bytes} + b'k').{pop()|find(b'k')|count(b'a')|index(b'k')}
len({str!}.{split()|split('a')|rsplit('a', 1)|splitlines()})
(yes({bool}, {bool}) {+|*} {int!})
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
({edge} / {3..1000} % 999.5)
({float} ** {0..2}) % 1000.5
(-{float} % {1.5|-2.5})
divmod({float}, {0.75|-1.25|3})[{0|1}]
float({kin})
min({float}, {float}, key=lambda {$f}: -{$f})
float({'1e3'|'-2.5'|' .5 '})
(({$f} := {float}) - {$f} / 2)
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
{bin|hex|oct}({int})
str({list})[1:-1]
f"⟨{int!}:{intspec}⟩{|;}⟨{float!}:{floatspec}⟩"
f"⟨{str!}:{strspec}⟩⟨{int!}:⟨{0..9}⟩⟩"
f"⟨{float!}:⟨{4..12}⟩.⟨{0..4}⟩⟩⟨{bool!}!s:>6⟩"
format({int}, '{intspec}')
format({float}, '{floatspec}')
'⟨:{intspec}⟩⟨:{floatspec}⟩⟨:{strspec}⟩'.format({int}, {float}, {str})
'⟨0[1]⟩ ⟨1⟩ ⟨0[0]:>4⟩'.format({tuple}, {object})
('%{|-|+|0|#| }{|5|9}{|.2}{d|x|o}' % ({int}))
('%{|-|+|0| }{|6|12}{|.0|.3}{f|e|g}' % ({float}))
('%{|-}{|4}{|.2}{s|r}|%%' % ({str},))
{str}.{lstrip|rstrip|strip}({'a'|' bx'|'a.'})
{str}.{removeprefix|removesuffix}({str!})
{str}.{rpartition|partition}({'a'|' '})[{0|1|-1}]
{str}.{zfill|expandtabs}({0..8})
{str}.replace({'a'|'x'}, {str!}, {0..2})
{str}.translate(str.maketrans('abx', '{xyz|aab}'))
'|'.join({str}.{split('a', 1)|rsplit(' ', 1)|splitlines(True)|split()})
({str!} + {str!} * 2)[{-5..5}:{-5..5}:{-2|-1|1|3}]
str({kin})
{kin}.tag()
repr([{kin}, {kin}])
f"⟨{int!}!r:⟨'{>|<|^}'⟩{6..9}⟩⟨{kin!}⟩"
str(sorted([{kin}, {kin}, {kin}], key=lambda {$k}: {$k}.value % {1..3}, reverse={bool}))
str({ties})
repr(bytearray({bytes}))
repr({float})
str({edge} // {1..9999})[:9]
chr(0x{3|4e|1f6}{0..9}{0|a|f})
(({$s} := {str}) + {$s})
describe({mixed|list|tuple|str|float|dict|object})
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
hasattr({object|kin}, '{value|nothing|tag}')
({kin} {==|!=|<|<=|>} {kin})
isinstance({kin|object|mixed}, {kins})
issubclass({kins}, {kins})
({kin} in [{kin}, {kin}])
({float} {<|<=} {float} {<|<=|!=} {float})
({str} < {str} <= {str})
({edge} {<|>=|==|!=} {edge})
({tuple} {<|<=} {tuple})
({float}).is_integer()
{str}.{isupper()|islower()|isspace()|isalnum()|istitle()|startswith(('a', 'x'))|isdecimal()}
{set}.{issubset|issuperset}({list})
({dict} == {dict})
(({int} in {list}) is {bool})
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
{list}[{-4..4}:{-4..4}:{-3|-1|2|3}]
{list}[{int!}:{int!}]
sorted({list} + {list}, key=lambda {$i}: {$i} % {2..4}, reverse={bool})
{ties}[{-70..70}:{-70..70}:{1|7|-9}]
list(Countdown({0..4}))
[{$a} {+|-} {$b} for {$a}, *_, {$b} in [[{int}, {int}, {int}], ({int}, {int})]]
[{$i} if {$i} % 2 else -{$i} for {$i} in {list} if {bool}]
[{$x} for {$y} in [{list}, {list}] for {$x} in {$y} if {$x} {>|!=} {int!}]
[({$w} := {int}), {$w}, {int}]
list(bytearray({bytes}))
list({kin})
list(map(lambda {$a}, {$b}: {$a} - {$b}, {list}, {list}))
[{$f}({int!}) for {$f} in [lambda {$a}, {$b}={int!}: {$a} + {$b}, abs]]
[{int}, *({int} for _ in {str!}), *range({0..3})]
(list({dict!}.values())[:{0..3}] + list({set}))
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
dict.fromkeys({str}, {int})
⟨{str}: {int}, {str}: {int}, **{dict}⟩
⟨{$k}: {$v} for {$v}, {$k} in sorted([({$b}, {$a}) for {$a}, {$b} in {dict}.items()])⟩
⟨str({int}): {int} for _ in range({0..3})⟩
""",
    "tuple": """
({int}, {str})
({int}, {str} + '.')
({tuple} if {bool} else ({int}, {str}))
max([{tuple}, {tuple}])
({int}, f"⟨{str!}⟩")
min({tuple}, {tuple}, key=lambda {$t}: {$t}[0] % 3)
""",
    "set": """
⟨{int}, {int}⟩
set({list})
({set} {¦|&|-|^} {set})
⟨{$i} % {2..9} for {$i} in {list}⟩
{set}.union({list})
{set}.difference({list}, {set})
({set} ¦ frozenset({list}))
set(range({0..4}, {5..12}))
{set}.{intersection|symmetric_difference}({list})
set({list} + {list}[{0..2}:])
⟨*{list}, {int}⟩
""",
    "bytes": """
({bytes} + {bytes})
bytes([{int} % 256, {0..255}])
{bytes}[{-2..2}:]
({int} % 60000).to_bytes(2, '{little|big}')
{str!}.encode()
bytes({list!}[:2])
b'{a|q|xyz|}'
{bytes}.{upper|title|strip|lstrip}()
{bytes}.replace(b'a', {bytes!})
{bytes}[::{-1|2}]
bytes(bytearray({bytes})[{-2..2}:])
bytes(memoryview({bytes})[{0..2}:])
b'{,|a}'.join([{bytes}, {bytes}])
({bytes} * {0..2})
bytes.fromhex({bytes}.hex())
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
    "kin": """
{kins}({int})
{kins}.of({int})
({kin} if {bool} else {kin})
({kin} {+|-} {kin})
({kin} * {int!})
({-|~}{kin})
abs({kin})
max({kin}, {kin}, key=lambda {$k}: {$k}.value % 5)
[{kin}, {kin}][{0|-1}]
""",
    "edge": "{edge}\n",
    "ties": """
sorted(range({65..150}), key=lambda {$i}: {$i} % {2..7}, reverse={bool})
sorted([{$i} * {3|7} % {31..99} for {$i} in range({40..130})], key=lambda {$i}: {$i} // {8..40}{|, reverse=True})
sorted([{$i} % 13 for {$i} in range({70..140})] + {list}, key={^str|abs|lambda {$i}: -{$i} % 4})
""",
}

# Specs for format(); an alternative may be empty.
SPECS = {
    "intspec": "{|*|0}{<|>|^}{|+|-| }{|4|7|12}{|d}\n{|+| }{|#}{|0}{|5|9}{|,|_}{d|}\n{|+}{|#}{|0}{|8|11}{|_}{x|X|b|o}\n{>|^}{3..9}{e|f|.1%|g}\n",
    "floatspec": "{|+| }{|0}{|7|12}{|,}.{0..6}{f|e|g|%}\n{|x|0}{<|>|^|=}{|+}{3..14}{|.3|.1f|.2e}\n{|g|e|f|.0f|.1%|.12g|n}\n",
    "strspec": "{|*|é}{<|>|^}{|4|9}{|.1|.3}{|s}\n{|3|8}{|.2}\n",
}

LEAVES = {
    "int": "{-9..20}\n{0..3}\n", "bool": "True\nFalse\n", "float": "({-40..40} / 8)\n0.5\n{0..99}.{0..99}\n{1..9}e{-7..8}\n-0.0\n0.1\n", "none": "None\n",
    "str": "''\n'a'\n'b c'\n'xyz'\n'é'\n'aXa'\n'12'\n' a b'\n'a,b;aa'\n'日本'\n", "list": "[]\n[{0..9}]\n[{0..9}, {0..9}, {0..9}]\n",
    "dict": "⟨⟩\n⟨'a': {0..9}⟩\n⟨'a': {0..9}, 'b': {0..9}⟩\n", "tuple": "({0..5}, '{a|b}')\n",
    "set": "set()\n⟨{0..5}⟩\n⟨{0..9}, {10..20}⟩\n", "bytes": "b''\nb'a'\nb'\\x01\\xff'\n",
    "object": "{class}({0..9})\n", "kin": "{kins}({0..9})\n", "ties": "sorted([3, 1, 4, 8, 2], key=lambda {$i}: {$i} % 2)\n",
    "edge": "9223372036854775807\n4611686018427387904\n2147483648\n4294967295\n9007199254740993\n1000000007\n", "mixed": "None\n{0..9}\n'a'\n",
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
{v}[{-4..4}:{-4..4}] = {list|set|bytes}
{v}[::-1] = {v}[:]
del {v}[-{1..3}:]
del {v}[{-3..3}:{-3..3}:{-2|2}]
{v}.sort(key=lambda {$i}: {$i} % {2..4}, reverse={bool})
{v}.extend({$i} {+|*} 2 for {$i} in {v}[:3])
if {v}: {v}[0] {+=|-=|=} {push}({v}, {int!})
{v} += [{push}({v}, {int!}), len({v})]
{v}.append({push}({v}, {int!}))
{v}[{push}({v}, {int!}) - 1] = {int}
{v}[len({v}):] = [{push}({v}, {int!}), {v}[-1]]
if {v}: {v}[0], {v}[-1] = {v}[-1], {v}[0]
for {$i} in {v}[:{1..4}]: {v}.append({$i} - 1)
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
{v}[{str}] = {put}({v}, {str}, {int})
{v}[{str}], {$x} = {put}({v}, {str}, {int}), len({v}); print({$x})
print(len({v}), {put}({v}, {str}, {int}), list({v}))
for {$k} in list({v}): {v}[{$k} + 'y'] = {v}.pop({$k})
for {$k} in [{$k} for {$k} in {v} if {$k} > 'a']: del {v}[{$k}]
""",
    "set": "{v}.add({int})\n{v}.discard({int})\n{v} {¦=|&=|-=|^=} {set}\n{v}.update({list})\n{v}.clear()\nif {v}: print({v}.pop())\n",
    "kin": "{v}.value {=|+=} {int}\ndel {v}[{int!}]\n{v} {+=|-=} {kin}\nprint({v}, {v}.made[-3:])\n{v}.twice = {int}\n{v}.shared {=|+=} {int!}\nprint(f'⟨{v}:>5⟩', bool({v}), {v}.value)\n",
    "object": "{v}.value {+=|-=|^=} {poke}({v}, {int})\n{v}.value {=|+=|-=} {int}\n{v}.bump({int})\n{v}[{0..2}] = {int}\nprint([{$i} for {$i} in {v}])\n{v} += {object}\n{v}.doubled = {int}\n",
    "mixed": "{v} = {mixed}\nif isinstance({v}, int): {v} += 1\nif {v} is not None: print({v})\n",
    "tuple": "{v} = ({v}[0] + 1, {v}[1])\n{$a}, {$b} = {v}; print({$b}, {$a})\n", "bool": "{v} = not {v}\n", "bytes": "{v} += {bytes!}\n{v} = {v}[{-3..3}:]\n",
}

SHOWS = [
    "if ({$i} := {int}) > {int!}: print({$i}, {$i} + 1)", "print([{$y} for {$x} in {list!} if ({$y} := {$x} + 1) > {int!}])",
    "print({str}, {int}, sep={str!}, end='|\\n')", "print(*{list}, *{set})", "print({int}, {str}, {float}, {mixed})",
    "print({list} is {list!}, None is {mixed})", "assert {bool} or True, {str}", "print(*sorted({dict}.items()))",
    "print({$i} + 1 if ({$i} := {int}) % 2 else {str})", "log.append({int}); print(log[-3:], len(log))",
]

# Ways in which an object changes total that look like no call.
MEDDLING = '''
meddler.step
(meddler + {int!})
({int!} + meddler)
meddler[{0..3}]
(-meddler)
int(meddler < meddler)
(3 if meddler == 4 else 5)
len(f'⟨meddler⟩')
int(f'⟨meddler:03⟩')
(2 if meddler else 1)
(1 if not meddler else 2)
int({int!} in meddler)
([*meddler][{0|1}])
(1 if meddler and {int!} else 4)
meddler()
max(*meddler)
sum(meddler)
'''

# {v} is an int that {c} changes, perhaps by an await.
RACES = {
    "int": '''
({v} {+|-|^|*|¦} {c})
[{v}, {c}, {v}][{0|2}]
({v}, {c})[0]
max({v}, {c})
({v} if {v} {<|!=} {c} else {v} - 1)
(lambda {$a}, {$b}: {$a} * 2 - {$b})({v}, {c})
divmod({v}, {c} % 7 + 8)[{0|1}]
({v} % 100 * 3 + {c} - {v})
(-{v} + {c})
({v} + ({int!} if {bool} else {c}))
({v} - ({bool} and {c}))
⟨0: {v}, 1: {c}, 2: {v}⟩[{0..2}]
pow({v} % 5, {c} % 3)
sum([{v}, {c}], {v})
functools.reduce(lambda {$a}, {$b}: {$a} - {$b}, [{v}, {c}, {v}])
(({$i} := {v}) - {c} + {$i})
({v} + len(⟨{c}⟩))
({v} - ⟨1: {c}⟩[1])
({v} * 3 - len([{v}, *({$i} for {$i} in [{c}])]))
''',
    "str": '''
f"⟨{v}⟩ ⟨{c}:4⟩ ⟨{v}⟩"
('%d|%d|%d' % ({v}, {c}, {v}))
(str({v}) + str({c}) + str({v}))
'⟨⟩⟨⟩ ⟨k⟩'.format({v}, {c}, k={v})
'abcdef'[{v} % 3:{c} % 7]
('x' * ({v} % 3) + str({c}))
''',
    "bool": '''
({v} {<|==|!=|>=} {c})
({v} <= {c} {<|<=} {v})
({v} in [{c}, {v}])
(not {v} - {c})
({v} {>|<} {int!} and {c} {>|<} {v})
''',
    "list": '''
[{v}, {c}, {v}]
list(({v}, {c}, {v}))
[*[{v}], {c}, *[{v}]]
([{v}] * 2 + [{c}])
''',
    "tuple": "({v}, str({c}) + str({v}))\n({v} + {c}, f'⟨{v}⟩')\n",
    "dict": "⟨str({v}): {c}, 'z': {v}⟩\n⟨'a': {v}, 'b': {c}, str({v}): {v}⟩\ndict(a={v}, b={c}, c={v})\n",
    "set": "⟨{v}, {c}, {v}⟩\n",
    "float": "({v} / 4 + {c} % 50)\n({v} / ({c} % 5 + 1))\n",
    "object": "{class}({v}, str({c}))\n{class}({v} - {c})\n",
    "mixed": "({v} or {c})\n[{v}, {str!}, {c}][{0..2}]\n",
}

# Whole statements. A line of {body} becomes a few statements.
SCENES = ['''
def {$g}({$n}):
    {$t} = {int!}
    try:
        while {$n} > 0:
            {$n} -= 1
            {$x} = yield ({$n}, {$t})
            {$t} += {$x} or {1|2}
    except {ValueError|(KeyError, ValueError)|Exception|GeneratorExit} as {$e}:
        print('thrown', type({$e}).__name__)
        {raise|return 7|print('on')|{$t} = 0}
    finally:
        print('end', {$t})
    return {$t} * 2
{$h} = {$g}({0..4})
try:
    print(next({$h}))
    print({$h}.send({int!}), {$h}.{send(None)|send(3)|throw(ValueError('t'))|throw(KeyError(1))|close()})
    print(next({$h}), *{$h})
except (StopIteration, ValueError, KeyError) as {$e}:
    print('stopped', type({$e}).__name__, {$e}.args)
{$h}.close()
print(list({$h}))
''', '''
def {$f}({$n}):
    {$x} = yield {$n}
    {if {$n} > 1: raise Problem({$n})|print('sent', {$x})|if {$x}: return {$x}}
    return ({$x} or 0) + {int!}
def {$g}({$n}, {$f}):
    try:
        while {$n} > 0:
            {$v} = yield from {$f}({$n})
            print('sub', {$v})
            {$n} -= 1
        yield from {list!}
    except Problem as {$e}:
        print('in', {$e}.args)
        yield -1
{$h} = {$g}({1..3}, {$f})
try:
    print(next({$h}), {$h}.{send({int!})|throw(Problem(9))|send(None)}, list({$h}))
except (StopIteration, Problem) as {$e}:
    print(type({$e}).__name__, {$e}.args)
''', '''
try:
    try:
        {raise ValueError(5)|print(1 // ({int} % 2))|raise Problem('a', 1)|raise KeyError('k')|assert {bool}, 'no'|print([1][{0..2}])}
        {body}
    except {ValueError|LookupError|Exception|(Problem, ZeroDivisionError)} as {$e}:
        {raise KeyError('n') from {$e}|raise Problem({int!}) from None|raise Problem(2)|print('kept', {$e}.args)|raise|print([][0])}
    else:
        print('fine')
    finally:
        print('last')
except Exception as {$e}:
    print(type({$e}).__name__, {$e}.args, repr({$e}.__cause__))
''', '''
def {$m}({$n}={int!}):
    {$t} = [{int!}]
    def {$a}({$k}={1..3}):
        nonlocal {$n}
        {$n} = ({$n} * 3 + {$k}) % 101
        return {$n}
    def {$b}():
        {$t}.append({$n})
        return sum({$t}) + {$n}
    return {$a}, {$b}
{$x}, {$y} = {$m}({|{int!}})
print({$x}() {+|-|*} {$x}({0..5}), {$y}() - {$x}(), [{$x}(), {$y}(), {$x}()], f"⟨{$x}()⟩ ⟨{$y}()⟩")
''', '''
def {$f}({$a}, {|/, }{$b}={int!}, *{$c}, {$d}={str!}, **{$k}):
    print({$a}, {$b}, {$c}, {$d}, {$k})
    return {$a} + {$b} + sum({$c}) + len({$k})
{$l} = {list}
print({$f}({int}, *{$l}), {$f}({int}, {int}, *{$l}[:2], {$d}={str}, z={int}), {$f}(*[{int}, {int}], **⟨'q': {int}⟩))
print({$f}({int}, *{$l}, {$d}=str({push}({$l}, {int!}))))
print({$f}(tell({int}), *tell({$l}), {$d}=tell({str}), x=tell({int}), **⟨'y': tell({int})⟩))
''', '''
def {$d}({$n}):
    def {$w}({$f}):
        @functools.wraps({$f})
        def {$i}(*{$a}, **{$k}):
            {$r} = {$f}(*{$a}, **{$k})
            print({$f}.__name__, {$n}, {$a})
            return {$r} {+|-} {$n}
        return {$i}
    return {$w}
@{$d}({int!})
@{$d}({int!})
def {$g}({$x}, {$y}={int!}):
    return {$x} * 2 - {$y}
print({$g}({int}), {$g}({int}, {$y}={int}), {$g}.__name__)
''', '''
{$b} = bytearray({bytes} + b'abcdef')
{$b}[{0..2}] {=|^=|&=} {0..255}
{$b}[{0..3}:{2..5}] = {bytes}
{$b}.{extend({bytes})|append({0..255})|reverse()|insert(1, {0..255})}
del {$b}[{0..1}]
{$m} = memoryview({$b})[{0..2}:{-1|3|4}]
{|if len({$m}): {$m}[0] = {0..255}}
print({$b}, len({$m}), bytes({$m}), {$b}.find({bytes!}), {$b}[::{-1|2}], {$b} == {bytes}, {$b}[{0|-1}])
''', '''
{$a}, *{$l}, {$b}, {$c} = {[{int}, {int}, {int}] + {list}|({int}, *{list}, {int}, {int})|range({3..6})|({$i} * 2 for {$i} in range({3..5}))}
print({$a}, {$l}, {$b}, {$c})
''', '''
*{$l}, {$a} = {list} + [{int}]
({$b}, *{$m}), {$c}, *_ = [{int}] + {list}, {tuple}, {int}
print({$a}, {$l}, {$b}, {$m}, {$c}, len(_))
''', '''
for {$a}, *{$l}, {$b} in [[{int}, {int}, {int}, {int}], ({int}, {int}), [{int}] * {2..4}]:
    print({$a}, {$l}, {$b})
    {body}
''', '''
for ({$a}, *{$l}), {$b} in zip([{list} + [{int}], [{int}, {int}]], {str}):
    {body}
    print({$a}, {$b}, {$l})
''', '''
{$a}, {$b} = {list}, {dict}
{$a}[len({$a}):], {$b}['k'], *{$c} = [{int}], {int}, {str}, {mixed}
print({$a}, {$b}, {$c})
''', '''
for {$x} in range({2..4}):
    try:
        {body}
        if {$x} == {0..3}:
            {break|continue|raise Problem({$x})|pass}
        print('end', {$x})
    {except Problem as {$e}: print('problem', {$e})|except ValueError: print('v')|except (Problem, ValueError): continue}
    finally:
        print('finally', {$x})
        {if {$x} == {0..3}: break|if {$x} == {0..3}: continue|pass|pass}
    print('after', {$x})
else:
    print('else')
''', '''
for {$x} in range({2..4}):
    {|async }with Manager({$x}, {True|False}):
        for {$y} in range({2..4}):
            try:
                with Manager(-{$y}):
                    if ({$x} + {$y}) % {2..4} == {0..2}:
                        {break|continue|raise Problem({$y})|break}
                    {body}
            finally:
                print('inner', {$x}, {$y})
        else:
            print('all', {$x})
        if {$x} == {0..2}: {break|continue}
else:
    print('else')
''', '''
def {$f}({$n}):
    for {$x} in range({$n}):
        try:
            try:
                if {$x} {+|*} {$n} == {2..7}:
                    {return {$x}|break|continue|raise Problem({$x})}
                if {$x} == {0..3}: {return -{$x}|break|continue}
            finally:
                print('a', {$x})
                {if {$x} > {2..5}: return 100|pass|pass|if {$x} == {0..4}: {$n} += 1}
        except Problem as {$e}:
            print('p', {$e})
            {|return 'p'}
        else:
            print('e', {$x})
        finally:
            print('b', {$x})
    else:
        return 'whole'
    return None
print({$f}({0..3}), {$f}({2..6}))
''', '''
{$x} = {mixed}
if isinstance({$x}, {^int|^str|(int, str)|^list}):
    print('is', {$x} {* 2|!= 3})
    {$x} = {mixed}
    print({$x})
elif {$x} is None:
    print('none')
{body}
print({$x}, describe({$x}))
''', '''
def {$f}({$n}, {$k}={list!}, *, {$d}=lambda {$i}: {$i} + 1):
    def {$g}({$m}={$n}):
        return [{$d}({$i} + {$m}) for {$i} in {$k}[:3]]
    {$n} += {1..5}
    return {$g}() + {$g}({$n})
print({$f}({int}), {$f}({int}, {list}), {$f}({int}, {$d}=lambda {$i}: {$i} * 2))
''', '''
{$i} = {int}
{$l} = [{$i}, {$i} + 1]
del {$i}, {$l}[{0|-1}]
{$i} = len({$l}); print({$i}, {$l})
''', '''
{$l} = [lambda {$x}, {$n}={$n}: {$x} {+|-|*} {$n} for {$n} in {list}[:4]]
{$m} = [lambda: {$n} for {$n} in range({1..4})]
print([{$f}({int!}) for {$f} in {$l}], [{$f}() for {$f} in {$m}])
''', '''
{$d} = {dict}
try:
    for {$k} in {$d}:
        print({$k}, {$d}[{$k}])
        {if {$d}[{$k}] > 5: del {$d}[{$k}]|if len({$d}) < 3: {$d}[{$k} + 'n'] = 1|{$d}[{$k}] += 1}
except RuntimeError as {$e}:
    print({$e})
print({$d})
''', '''
{$l} = {list}
for {$i} in {$l}:
    if len({$l}) < 9: {$l}.{append({$i} - 1)|insert(0, {$i})|pop()|append(len({$l}))}
    print({$i}, end=' ')
print({$l})
''']

ASYNC_SCENES = ['''
{$e}, {$l} = asyncio.Event(), []
async def {$w}({$n}):
    await {$e}.wait()
    {$l}.append({$n})
    await asyncio.sleep_ms({0..3})
    print('woken', {$n}, {str!})
    return {$n} * {2..4}
{$t} = [asyncio.create_task({$w}({$i})) for {$i} in range({1..4})]
await asyncio.sleep_ms({0..4})
print({$e}.is_set(), {$l})
{$e}.set()
{|{$t}[0].cancel()|{$e}.clear()|await asyncio.sleep(0)}
print(await asyncio.gather(*{$t}, return_exceptions=True), {$l})
''', '''
{$k} = asyncio.Lock()
async def {$w}({$n}, {$m}):
    async with {$k}:
        print('in', {$n}, {$k}.locked())
        await asyncio.sleep_ms({$m})
        {|if {$m} == 2: raise Problem({$n})}
    return {$n}
{$t} = asyncio.create_task({$w}('t', {0..4}))
{$u} = asyncio.create_task({$w}('u', {0..4}))
{|await asyncio.sleep(0)|await asyncio.sleep_ms(1)}
{|{$u}.cancel()|{$t}.cancel()}
print(await asyncio.gather({$w}('a', {0..3}), {$t}, {$w}('b', {0..2}), {$u}, return_exceptions=True), {$k}.locked())
''', '''
async def {$w}({$n}):
    try:
        await asyncio.sleep_ms({$n})
        return {int}
    except asyncio.CancelledError:
        print('cut', {$n})
        {raise|return -1|raise Problem({$n})|await asyncio.sleep_ms(1)}
    finally:
        await asyncio.sleep_ms({0..2})
        print('fin')
try:
    print(await asyncio.wait_for({$w}({0..9}), {0..9} / 1000))
    print(await asyncio.wait_for_ms({$w}({0..9}), {0..9}))
except asyncio.TimeoutError:
    print('late')
except Problem as {$e}:
    print('problem', {$e})
''', '''
{$t} = {int}
async def {$a}({$n}):
    nonlocal {$t}
    for {$i} in range({1..3}):
        {$t} {+=|-=|^=} await echo({$n} + {$i}, {0..2})
        {$t} = {$t} {+|-|*} await {echo(2)|at_once(3)|Delay(1)} % 7
    return {$t}
print(await {$a}({int}), await asyncio.gather({$a}(1), {$a}({int!}), {$a}(3)), {$t})
print({$t} + await {$a}(1) {-|*} {$t}, f"⟨{$t}⟩ ⟨await {$a}(2)⟩ ⟨{$t}⟩", [{$t}, await {$a}(0), {$t}], {$t} < await {$a}(1) <= {$t})
print(⟨{$t}: await {$a}(1), await {$a}(2): {$t}⟩, ({$t}, await {$a}(3)), [*range({$t} % 3), *[await {$a}(4)]][0])
''', '''
async for {$x} in Ticker({1..4}):
    {body}
    if {$x} == {0..3}: {break|continue|print('at', {$x})}
    print('tick', {$x})
else:
    print('else')
''', '''
async def {$g}({$n}):
    try:
        for {$i} in range({$n}):
            await asyncio.sleep_ms({0|1})
            {$x} = yield {$i} + {int!}
            if {$x}: print('got', {$x})
    except {ValueError|Problem} as {$e}:
        print('thrown', {$e})
    finally:
        print('closed')
print([{$i} async for {$i} in {$g}({0..3})], ⟨{$i}: {$j} for {$i} in [1, 2] async for {$j} in {$g}(1)⟩)
{$h} = {$g}({1..4})
try:
    async for {$i} in {$h}:
        {body}
        if {$i} > {int!}: break
finally:
    await {$h}.aclose()
''', '''
print([await echo({$i}, {0|1}) for {$i} in {list}[:4]], [{$i} for {$i} in await echo({list}) if await at_once({$i} % 2)])
print(⟨{$k}: await echo({$k}) for {$k} in {str}[:3]⟩, sum([{$i} async for {$i} in Ticker({0..4})]))
''', '''
async def {$w}({$n}):
    print('start', {$n})
    await asyncio.sleep_ms({$n})
    {raise Problem({$n})|if {$n} > 2: raise Problem({$n})|print('mid', {$n})}
    return {$n}
try:
    print(await asyncio.gather({$w}({0..4}), {$w}({0..4}), {$w}({0..4}){|, return_exceptions=True}))
except Problem as {$e}:
    print('one', {$e})
await asyncio.sleep_ms({0..5})
''', '''
async def {$w}({$n}):
    for {$i} in range({$n}):
        print({$n}, {$i})
        await asyncio.{sleep(0)|sleep_ms(1)}
    return {$n}
{$t} = asyncio.create_task({$w}({1..4}))
{$u} = asyncio.create_task({$w}({2..5}))
await {echo(1)|Delay(2)|at_once(0)}
print({$t}.done(), {$u}.{done()|cancel()}, {$t}.cancelled())
try:
    print(await {$t} {+|-} await {$u}, {$t}.result())
except asyncio.CancelledError:
    print('cancelled', {$t}.done(), {$u}.cancelled())
''', '''
async with Manager({str}, {True|False}) as {$m}, Manager({int}):
    {body}
    {|raise Problem({int})|print(await echo({mixed}))}
''', '''
try:
    async with Manager({str}):
        try:
            await asyncio.wait_for(echo({int}, {0..4}), {0..4} / 1000)
            {body}
        finally:
            await asyncio.sleep_ms({0|1})
            print('cleaned')
except (asyncio.TimeoutError, Problem) as {$e}:
    print(type({$e}).__name__, {$e}.args)
''']

PRELUDE = '''
import asyncio
import functools

log = []

total = 5

def tell(x):
    print("tell", x)
    return x

async def echo(x, ms=0):
    await asyncio.sleep_ms(ms)
    return x

async def at_once(x):
    return x

def yes(*args, **kwargs):
    return len(args) - len(kwargs)

def add(n):
    global total
    total = (total + n) % 1009
    return total

async def add_later(n):
    await asyncio.sleep(0)
    return add(n)

def push(items, n):
    items.append(n)
    return len(items)

async def push_later(items, n):
    await asyncio.sleep(0)
    return push(items, n)

def put(d, key, n):
    d[key] = n
    return len(d)

async def put_later(d, key, n):
    await asyncio.sleep(0)
    return put(d, key, n)

def poke(thing, n):
    thing.value = (thing.value + n) % 1009
    return thing.value

async def poke_later(thing, n):
    await asyncio.sleep(0)
    return poke(thing, n)

def describe(x):
    match x:
        case None:
            return "nothing"
        case bool() | int():
            return f"number {x}"
        case str(text) if text.isdigit():
            return "digits " + text
        case str():
            return f"text {len(x)}"
        case (first, *rest):
            return f"{first} and {len(rest)} more"
        case {"a": n, **rest}:
            return f"a is {n}, {sorted(rest)}"
        case Thing(value=v, label="thing"):
            return f"thing of {v}"
        case _:
            return "what?"

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

class Meddler:
    @property
    def step(self):
        return add(1)
    @step.setter
    def step(self, n):
        add(n)
    def __add__(self, n):
        return add(n)
    def __radd__(self, n):
        return add(n) + 1
    def __getitem__(self, i):
        return add(i)
    def __neg__(self):
        return add(2)
    def __lt__(self, other):
        return add(3) % 2 == 0
    def __eq__(self, other):
        return add(4) % 2 == 0
    def __str__(self):
        return str(add(5))
    def __format__(self, spec):
        return format(add(6), spec)
    def __bool__(self):
        return add(7) % 2 == 0
    def __contains__(self, n):
        return add(8) % 2 == 0
    def __iter__(self):
        yield add(10)
        yield add(11)
    def __call__(self, n=2):
        return add(n)

meddler = Meddler()

class Countdown:
    def __init__(self, n):
        self.n = n
    def __iter__(self):
        return self
    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n

class Ticker:
    def __init__(self, n):
        self.n = n
    def __aiter__(self):
        return self
    async def __anext__(self):
        await asyncio.sleep(0)
        if self.n <= 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n

class Delay:
    def __init__(self, n):
        self.n = n
    def __await__(self):
        for _ in range(self.n):
            yield from asyncio.sleep(0).__await__()
        return self.n

class Kin:
    shared = 1
    made = []
    def __init__(self, value, *rest):
        self.value = value
        self.made.append(value)
    def step(self, n):
        return (self.value + n) % 1009
    def tag(self):
        return type(self).__name__
    @property
    def twice(self):
        return self.value * 2
    @twice.setter
    def twice(self, n):
        self.value = n // 2
    @classmethod
    def of(cls, n):
        return cls(n + cls.shared)
    @staticmethod
    def unit(n=1):
        return n * 2
    def __repr__(self):
        return f"{self.tag()}({self.value})"
    def __format__(self, spec):
        return format(self.value, spec)
    def __add__(self, other):
        return Kin((self.value + other.value) % 1009)
    def __radd__(self, n):
        return Kin(int(n) + self.value)
    def __sub__(self, other):
        return type(self)((self.value - other.value) % 1009)
    def __mul__(self, n):
        return Kin(self.value * n % 1009)
    def __rmul__(self, n):
        return Kin(n - self.value)
    def __matmul__(self, other):
        return self.value * other.value
    def __neg__(self):
        return Kin(-self.value)
    def __invert__(self):
        return type(self)(~self.value)
    def __abs__(self):
        return Kin(abs(self.value))
    def __int__(self):
        return self.value + 1
    def __float__(self):
        return self.value / 4
    def __index__(self):
        return self.value % 3
    def __bool__(self):
        return self.value % 2 == 0
    def __iter__(self):
        yield self.value
        yield self.shared
    def __getitem__(self, i):
        return self.value + i
    def __delitem__(self, i):
        self.value -= i
    def __eq__(self, other):
        return isinstance(other, Kin) and self.value == other.value
    def __hash__(self):
        return hash(self.value)
    def __lt__(self, other):
        return self.value < other.value
    def __le__(self, other):
        return self.value <= other.value
'''
