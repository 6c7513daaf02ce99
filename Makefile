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

.PHONY: all build demo test check bless bench metrics install clean deps deps-test
all: deps
	@$(MAKE) --no-print-directory build

build: build/asyncc $(LIBS)

# What a bare Debian lacks is installed when that is allowed, or named.
deps:
	@sh tests/deps gcc:gcc re2c:re2c lemon:lemon /usr/include/stdlib.h:libc6-dev
deps-test:
	@sh tests/deps gcc:gcc re2c:re2c lemon:lemon /usr/include/stdlib.h:libc6-dev \
	    python3:python3 clang:clang pkg-config:pkg-config /usr/include/check.h:check

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
	@echo; echo "--- examples/blink.async"; cat examples/blink.async
	@echo; echo "--- asyncc run examples/blink.async"; build/asyncc run examples/blink.async

test: deps-test
	@$(MAKE) --no-print-directory build
	@sh tests/runner
check: test

# make bless T=run/name: stores what the oracle (run) or the compiler (dumps) gives, to be read before it is kept
bless: build
	@sh tests/bless "$(T)"

bench: all
	@tests/bench/bench

metrics:
	@sh tests/metrics

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/asyncc
	install -m 755 build/asyncc $(DESTDIR)$(PREFIX)/bin/asyncc
	cp -r runtime $(DESTDIR)$(PREFIX)/share/asyncc/

clean:
	rm -rf build
