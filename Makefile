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
HOSTED  := $(wildcard runtime/host/*.c)
LIBS    := $(foreach p,posix virtual,build/runtime/libasyncc-$(p).a build/runtime/libasyncc-$(p)-debug.a)

# make bless T=run/name, make install PREFIX= DESTDIR=
.PHONY: units all build demo test check fuzz bless bench firmware metrics install clean deps deps-test
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
	$(CC) $(HOST) -DNDEBUG -MMD -MP -c $< -o $@
build/asyncc: $(OBJECTS)
	$(CC) $(CFLAGS) -o $@ $(OBJECTS)
-include $(OBJECTS:.o=.d)

define port_rules
build/runtime/$(1)/%.o: runtime/%.c $$(wildcard runtime/*.h runtime/*/*.h runtime/*.def)
	@mkdir -p $$(@D)
	$$(CC) $$(RUNTIME) -Werror -O2 -g -c $$< -o $$@
build/runtime/$(1)-debug/%.o: runtime/%.c $$(wildcard runtime/*.h runtime/*/*.h runtime/*.def)
	@mkdir -p $$(@D)
	$$(CC) $$(RUNTIME) -Werror $$(SANE) -c $$< -o $$@
build/runtime/libasyncc-$(1).a: $$(patsubst runtime/%.c,build/runtime/$(1)/%.o,$$(RT) $$(HOSTED) runtime/$(1)/port.c)
	$$(AR) rcs $$@ $$^
build/runtime/libasyncc-$(1)-debug.a: $$(patsubst runtime/%.c,build/runtime/$(1)-debug/%.o,$$(RT) $$(HOSTED) runtime/$(1)/port.c)
	$$(AR) rcs $$@ $$^
endef
$(foreach p,posix virtual,$(eval $(call port_rules,$(p))))

demo: all
	@echo; echo "--- examples/timeout.async"; cat examples/timeout.async
	@echo; echo "--- asyncc run examples/timeout.async"; build/asyncc run examples/timeout.async

# ---- tests ----

UNITS := $(patsubst tests/unit/%.c,build/tests/%,$(wildcard tests/unit/check_*.c))
CHECK  = $$(pkg-config --cflags --libs check)

test: deps-test
	@$(MAKE) --no-print-directory -j2 build units build/tests/fuzz
	@tests/runner
check: test
units: $(UNITS)

# Tests of the compiler's parts link with the compiler, those of the runtime with it and a fake port.
build/tests/%: tests/unit/%.c tests/unit/fake_port.c $(wildcard tests/unit/*.h) build/asan/libcompiler.a build/runtime/libasyncc-virtual-debug.a
	@mkdir -p $(@D)
	if grep -q '"\(base\|syntax\|types\|core\|emit\)/' $<; then \
	    $(CC) $(HOST) $(SANE) -Itests/unit -o $@ $< build/asan/libcompiler.a $(CHECK); \
	else \
	    $(CC) -std=gnu99 -Iruntime -Itests/unit $(SANE) -o $@ $< tests/unit/fake_port.c build/runtime/libasyncc-virtual-debug.a $(CHECK) -lm; fi

# The compiler with sanitizers, to be fed with damaged programs.
build/asan/lexer.o: build/lexer.c build/parser.h
	@mkdir -p $(@D)
	$(CC) $(HOST) $(SANE) -MMD -MP -c $< -o $@
build/asan/parser.o: build/parser.c
	@mkdir -p $(@D)
	$(CC) $(HOST) $(SANE) -MMD -MP -c $< -o $@
build/asan/%.o: %.c build/parser.h
	@mkdir -p $(@D)
	$(CC) $(HOST) $(SANE) -MMD -MP -c $< -o $@
ASAN := $(patsubst build/obj/%,build/asan/%,$(filter-out build/obj/compiler/main.o,$(OBJECTS)))
build/asan/libcompiler.a: $(ASAN)
	rm -f $@ && $(AR) rcs $@ $^
build/tests/fuzz: tests/fuzz/driver.c build/asan/libcompiler.a
	@mkdir -p $(@D)
	$(CC) $(HOST) $(WARN) -Werror $(SANE) -o $@ $^
-include $(ASAN:.o=.d)

# The long forms of what make test does briefly.
fuzz: deps-test
	@$(MAKE) --no-print-directory -j2 build build/tests/fuzz
	@tests/fuzz/prefixes 40 && tests/fuzz/mutations 10000 && tests/fuzz/atomic && tests/fuzz/programs $(or $(N),1000) && tests/schedules/all long && tests/warnings long && tests/cplusplus long && tests/spin/all long && tests/instructions long && tests/target/instructions long

# make bless T=run/name: stores what the oracle (run) or the compiler (dumps) gives, to be read before it is kept
bless: build
	@tests/runner --bless $(T)

bench: all
	@tests/bench/bench; over=$$?; tests/bench/kernels || over=1; tests/bench/echo && exit $$over

# Builds the firmware of examples/firmware, and runs it on emulated boards.
firmware: all
	@sh .ci/need test
	@tests/firmware

metrics:
	@tests/metrics

# The libraries last: one that is older than its sources is not used.
INSTALLED = $(DESTDIR)$(PREFIX)
install: all
	install -d "$(INSTALLED)/bin" "$(INSTALLED)/share/asyncc" "$(INSTALLED)/lib/pkgconfig" "$(INSTALLED)/lib/cmake/asyncc"
	install -m 755 build/asyncc "$(INSTALLED)/bin/asyncc"
	cp -r runtime "$(INSTALLED)/share/asyncc/"
	version=$$(sed -n 's/.*ASYNCC_VERSION "\(.*\)"/\1/p' compiler/version.h) && \
	    sed "s/@VERSION@/$$version/" runtime/asyncc.pc.in >"$(INSTALLED)/lib/pkgconfig/asyncc.pc" && \
	    sed "s/@VERSION@/$$version/" runtime/cmake/asyncc-config-version.cmake.in >"$(INSTALLED)/lib/cmake/asyncc/asyncc-config-version.cmake"
	install -m 644 runtime/cmake/asyncc-config.cmake "$(INSTALLED)/lib/cmake/asyncc/"
	cd "$(INSTALLED)/share" && install -d man/man1 bash-completion/completions zsh/site-functions fish/vendor_completions.d && \
	    ../bin/asyncc --manual >man/man1/asyncc.1 && \
	    ../bin/asyncc --completion=bash >bash-completion/completions/asyncc && \
	    ../bin/asyncc --completion=zsh >zsh/site-functions/_asyncc && \
	    ../bin/asyncc --completion=fish >fish/vendor_completions.d/asyncc.fish
	install -m 644 $(LIBS) "$(INSTALLED)/lib/"

clean:
	rm -rf build
