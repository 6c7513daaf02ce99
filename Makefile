# asyncc: make demo, make test. Sources by wildcard; everything generated lies under build/.
# SPDX-License-Identifier: MIT
.SUFFIXES:
CC      ?= cc
CFLAGS  ?= -O2 -g
PREFIX  ?= /usr/local
WARN    := -Wall -Wextra -Wpedantic -Wshadow
HOST    := -std=gnu11 -Icompiler -Ibuild $(CFLAGS)
RUNTIME := -std=c99 -Iruntime -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wimplicit-fallthrough
SANE    := -O1 -g -DAC_DEBUG -fsanitize=address,undefined -fno-sanitize-recover=undefined

SOURCES := $(wildcard compiler/*.c compiler/*/*.c)
OBJECTS := $(SOURCES:%.c=build/obj/%.o) build/obj/lexer.o build/obj/parser.o
RT      := $(filter-out runtime/posix/% runtime/virtual/%,$(wildcard runtime/*.c))
LIBS    := $(foreach p,posix virtual,build/runtime/libasyncc-$(p).a build/runtime/libasyncc-$(p)-debug.a)

# make: test programs are built by the runner
.PHONY: units all build demo test check bless bench metrics install clean deps deps-test
all: deps
	@$(MAKE) --no-print-directory build

build: build/asyncc $(LIBS)

# What a bare Debian lacks is installed when that is allowed, or named.
deps:
	@sh .ci/need build
deps-test:
	@sh .ci/need test

build/lexer.c: grammar/lexer.re
	@mkdir -p build
	re2c -W -o $@ $<
build/parser.c: grammar/parser.y
	@mkdir -p build
	lemon -T/usr/share/lemon/lempar.c -dbuild $<
build/parser.h: build/parser.c ;

build/obj/%.o: %.c build/parser.h
	@mkdir -p $(@D)
	$(CC) $(HOST) $(WARN) -Werror -MMD -MP -c $< -o $@
build/obj/lexer.o: build/lexer.c build/parser.h
	@mkdir -p $(@D)
	$(CC) $(HOST) -MMD -MP -c $< -o $@
build/obj/parser.o: build/parser.c
	@mkdir -p $(@D)
	$(CC) $(HOST) -MMD -MP -c $< -o $@
build/asyncc: $(OBJECTS)
	$(CC) $(CFLAGS) -o $@ $(OBJECTS)
-include $(OBJECTS:.o=.d)

define port_rules
build/runtime/$(1)/%.o: runtime/%.c $$(wildcard runtime/*.h runtime/*.def)
	@mkdir -p $$(@D)
	$$(CC) $$(RUNTIME) -Werror -O2 -c $$< -o $$@
build/runtime/$(1)-debug/%.o: runtime/%.c $$(wildcard runtime/*.h runtime/*.def)
	@mkdir -p $$(@D)
	$$(CC) $$(RUNTIME) -Werror $$(SANE) -c $$< -o $$@
build/runtime/libasyncc-$(1).a: $$(patsubst runtime/%.c,build/runtime/$(1)/%.o,$$(RT) runtime/$(1)/port.c)
	$$(AR) rcs $$@ $$^
build/runtime/libasyncc-$(1)-debug.a: $$(patsubst runtime/%.c,build/runtime/$(1)-debug/%.o,$$(RT) runtime/$(1)/port.c)
	$$(AR) rcs $$@ $$^
endef
$(foreach p,posix virtual,$(eval $(call port_rules,$(p))))

demo: all
	@echo; echo "--- examples/timeout.async"; cat examples/timeout.async
	@echo; echo "--- asyncc run examples/timeout.async"; build/asyncc run examples/timeout.async

UNITS := $(patsubst tests/unit/%.c,build/tests/%,$(wildcard tests/unit/check_*.c))
FAKE  := $(wildcard tests/unit/fake_port.c)
test: deps-test
	@$(MAKE) --no-print-directory build units
	@python3 tests/runner
check: test
units: $(UNITS)
build/tests/%: tests/unit/%.c build/asyncc $(RT) $(FAKE) $(wildcard tests/unit/*.h runtime/*.h)
	@mkdir -p $(@D)
	if grep -q '"base/\|"syntax/\|"core/\|"emit/\|"types/' $<; then \
	    $(CC) $(HOST) -Itests/unit -o $@ $< $(filter-out build/obj/compiler/main.o,$(OBJECTS)) $$(pkg-config --cflags --libs check); \
	else \
	    $(CC) -std=gnu99 -Iruntime -Itests/unit $(SANE) -o $@ $< $(RT) $(FAKE) $$(pkg-config --cflags --libs check) -lm; fi

# make bless T=run/name: stores what the oracle (run) or the compiler (dumps) gives, to be read before it is kept
bless: build
	@python3 tests/runner --bless $(T)

bench: all
	@tests/bench/bench

metrics:
	@wc -l compiler/*.c compiler/*/*.c grammar/*.re grammar/*.y runtime/*.c | sort -n | tail -12

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/asyncc
	install -m 755 build/asyncc $(DESTDIR)$(PREFIX)/bin/asyncc
	cp -r runtime $(DESTDIR)$(PREFIX)/share/asyncc/

clean:
	rm -rf build
