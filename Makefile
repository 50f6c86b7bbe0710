# registrar: one non-recursive tree. `make help` lists what can be asked for; V=1 shows the commands.
MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := all

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
ifeq ($(origin CC),default)
CC := gcc
endif

# SAN=1 builds the same tree under AddressSanitizer and UndefinedBehaviorSanitizer, FUZZ=1 with clang for
# libFuzzer; each in a folder of its own.
B := build$(if $(FUZZ),/fuzz,$(if $(SAN),/san))
ifdef FUZZ
CC := clang
endif
Q := $(if $(V),,@)

# --- packages ---------------------------------------------------------------------------------------------
PACKAGES_BUILD := gcc pkg-config gettext libncurses-dev libcurl4-openssl-dev libjansson-dev libsqlite3-dev \
  libsodium-dev libinih-dev libutf8proc-dev libxml2-dev libpango1.0-dev libcairo2-dev libcups2-dev \
  libseccomp-dev libmicrohttpd-dev libgnutls28-dev zlib1g-dev fonts-noto-core ca-certificates
PACKAGES_TEST := libcmocka-dev libvterm-dev cups-daemon cups-client poppler-utils openssl python3 git \
  clang clang-tidy clang-format libclang-rt-14-dev cppcheck pmccabe mandoc strace
PACKAGES_BENCH := tig neomutt curl

# --- flags ------------------------------------------------------------------------------------------------
WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith -Wwrite-strings \
  -Wformat=2 -Wvla -Wundef $(if $(SAN)$(FUZZ),,$(if $(CI)$(WERROR),-Werror))
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE $(if $(SAN)$(FUZZ),,-D_FORTIFY_SOURCE=2)
CFLAGS ?= -O2 -g
comma := ,
SANITIZE := $(if $(SAN)$(FUZZ),-fsanitize=address$(comma)undefined$(if $(FUZZ),$(comma)fuzzer-no-link) \
  -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
override CFLAGS += -std=gnu11 $(WARN) $(HARDEN) $(SANITIZE)
override CPPFLAGS += -D_GNU_SOURCE -DREGISTRAR_VERSION='"$(VERSION)"' -Icore -I.
override LDFLAGS += -pie -Wl,-z,relro -Wl,-z,now -Wl,--as-needed $(SANITIZE)

pc = $(shell pkg-config --$(1) $(2) 2>/dev/null)
CORE_PC := libcurl jansson sqlite3 libsodium inih libutf8proc
CORE_CFLAGS = $(call pc,cflags,$(CORE_PC))
CORE_LIBS = $(call pc,libs,$(CORE_PC))
TUI_LIBS = $(call pc,libs,ncursesw)
DOC_PC := libxml-2.0 pangocairo cairo-pdf fontconfig libseccomp
DOC_CFLAGS = $(call pc,cflags,$(DOC_PC))
DOC_LIBS = $(call pc,libs,$(DOC_PC))
PRINT_LIBS = $(shell cups-config --libs 2>/dev/null) $(call pc,libs,libseccomp)
SANDBOX_PC := libmicrohttpd gnutls sqlite3 jansson libsodium zlib
SANDBOX_LIBS = $(call pc,libs,$(SANDBOX_PC))
TEST_LIBS = $(call pc,libs,cmocka vterm)

# --- what is built from what ------------------------------------------------------------------------------
# Every .c below core/ belongs to libcore, except the two helper programs, which have folders of their own.
DOC_SRC := $(wildcard core/document/helper/*.c)
PRINT_SRC := $(wildcard core/print/helper/*.c)
CORE_SRC := $(filter-out $(DOC_SRC) $(PRINT_SRC),$(wildcard core/*/*.c core/*/*/*.c))
TUI_SRC := $(filter-out tui/app/main.c,$(wildcard tui/*/*.c))
SANDBOX_SRC := $(wildcard tests/sandbox/*.c)
HARNESS_SRC := $(wildcard tests/harness/*.c)
UNIT_SRC := $(wildcard tests/unit/*_test.c)
SCREEN_SRC := $(wildcard tests/screen/*_test.c)
JOURNEY_SRC := $(wildcard tests/journey/*_test.c)
FAULT_SRC := $(wildcard tests/fault/*_test.c)
FAULT_LIB_SRC := $(filter-out $(FAULT_SRC),$(wildcard tests/fault/*.c))
FUZZ_SRC := $(wildcard tests/fuzz/*_fuzz.c)
BENCH_SRC := $(wildcard tests/bench/*_bench.c)
TEST_SRC := $(UNIT_SRC) $(SCREEN_SRC) $(JOURNEY_SRC) $(FAULT_SRC)

obj = $(patsubst %.c,$(B)/obj/%.o,$(1))
CORE_LIB := $(B)/libcore.a
TUI_LIB := $(B)/libtui.a
HARNESS_LIB := $(B)/libharness.a
PROGRAMS := $(B)/registrar $(B)/registrar-document $(B)/registrar-print $(B)/registrar-sandbox
TESTS := $(patsubst tests/%.c,$(B)/tests/%,$(TEST_SRC))
FUZZERS := $(patsubst tests/%.c,$(B)/tests/%,$(FUZZ_SRC))
BENCHES := $(patsubst tests/%.c,$(B)/tests/%,$(BENCH_SRC))
LANGUAGES := $(patsubst po/%.po,%,$(wildcard po/*.po))
CATALOGS := $(patsubst %,$(B)/locale/%.mo,$(LANGUAGES))

.PHONY: all programs tests fuzzers benches list-tests
all: programs
programs: $(PROGRAMS) $(CATALOGS)
tests: programs $(TESTS)
fuzzers: $(FUZZERS)
benches: programs $(BENCHES)
list-tests:
	@echo $(TESTS)

# Objects are made anew when the flags change, not whenever this file does.
FLAGS := $(CC) $(CPPFLAGS) $(CFLAGS)
$(B)/flags: always
	@mkdir -p $(@D)
	@echo '$(subst ','"'"',$(FLAGS))' | cmp -s - $@ || echo '$(subst ','"'"',$(FLAGS))' >$@
.PHONY: always

$(B)/obj/%.o: %.c $(B)/flags
	@mkdir -p $(@D)
	$(if $(Q),@echo "  CC    $<")
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) $(EXTRA_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/obj/core/%.o: EXTRA_CFLAGS = $(CORE_CFLAGS)
$(B)/obj/tui/%.o: EXTRA_CFLAGS = $(CORE_CFLAGS) $(call pc,cflags,ncursesw)
$(B)/obj/tests/%.o: EXTRA_CFLAGS = $(CORE_CFLAGS)
$(B)/obj/tests/sandbox/%.o: EXTRA_CFLAGS = $(call pc,cflags,$(SANDBOX_PC))
$(call obj,tests/sandbox/embed.c): $(wildcard tests/sandbox/*.graphql tests/sandbox/*.sql tests/sandbox/*.json tests/sandbox/*.html)
$(call obj,$(DOC_SRC)): EXTRA_CFLAGS = $(CORE_CFLAGS) $(DOC_CFLAGS)

define link
	@mkdir -p $(@D)
	$(if $(Q),@echo "  LINK  $@")
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(1)
endef
define archive
	$(if $(Q),@echo "  AR    $@")
	$(Q)rm -f $@ && ar rcs $@ $^
endef

$(CORE_LIB): $(call obj,$(CORE_SRC))
	$(archive)
$(TUI_LIB): $(call obj,$(TUI_SRC))
	$(archive)
$(HARNESS_LIB): $(call obj,$(HARNESS_SRC))
	$(archive)

$(B)/registrar: $(call obj,tui/app/main.c) $(TUI_LIB) $(CORE_LIB)
	$(call link,$^ $(TUI_LIBS) $(CORE_LIBS))
$(B)/registrar-document: $(call obj,$(DOC_SRC)) $(CORE_LIB)
	$(call link,$^ $(DOC_LIBS) $(CORE_LIBS))
$(B)/registrar-print: $(call obj,$(PRINT_SRC)) $(CORE_LIB)
	$(call link,$^ $(PRINT_LIBS) $(CORE_LIBS))
$(B)/registrar-sandbox: $(call obj,$(SANDBOX_SRC)) $(CORE_LIB)
	$(call link,$^ $(SANDBOX_LIBS) $(CORE_LIBS) -lm)

# Tests: a cmocka program a file; unit tests may also use the helpers in tests/harness.
$(B)/tests/unit/%: $(B)/obj/tests/unit/%.o $(TUI_LIB) $(HARNESS_LIB) $(CORE_LIB)
	$(call link,$< $(TUI_LIB) $(HARNESS_LIB) $(CORE_LIB) $(TUI_LIBS) $(CORE_LIBS) $(TEST_LIBS) -lm)
$(B)/tests/screen/%: $(B)/obj/tests/screen/%.o $(HARNESS_LIB) $(CORE_LIB)
	$(call link,$< $(HARNESS_LIB) $(CORE_LIB) $(CORE_LIBS) $(TEST_LIBS) -lm)
$(B)/tests/journey/%: $(B)/obj/tests/journey/%.o $(HARNESS_LIB) $(CORE_LIB)
	$(call link,$< $(HARNESS_LIB) $(CORE_LIB) $(CORE_LIBS) $(TEST_LIBS) -lm)
$(B)/tests/fault/%: $(B)/obj/tests/fault/%.o $(call obj,$(FAULT_LIB_SRC)) $(HARNESS_LIB) $(CORE_LIB)
	$(call link,$^ $(CORE_LIBS) $(TEST_LIBS) $(call pc,libs,libseccomp) -lm)

# Fuzz targets see every library and the training registry; benches only what a program links.
$(B)/libsandbox.a: $(call obj,$(filter-out %/main.c,$(SANDBOX_SRC)))
	$(archive)
$(B)/libdocument.a: $(call obj,$(filter-out %/main.c,$(DOC_SRC)))
	$(archive)
$(B)/tests/fuzz/%: $(B)/obj/tests/fuzz/%.o $(B)/libsandbox.a $(B)/libdocument.a $(TUI_LIB) $(CORE_LIB)
	$(call link,-fsanitize=fuzzer $^ $(TUI_LIBS) $(DOC_LIBS) $(SANDBOX_LIBS) $(CORE_LIBS) -lm)
$(B)/tests/bench/%: $(B)/obj/tests/bench/%.o $(TUI_LIB) $(HARNESS_LIB) $(CORE_LIB)
	$(call link,$^ $(TUI_LIBS) $(CORE_LIBS) $(TEST_LIBS) -lm)

$(B)/locale/%.mo: po/%.po
	@mkdir -p $(@D)
	$(if $(Q),@echo "  MSGFMT $@")
	$(Q)msgfmt -c -o $@ $<

# --- what people ask for ----------------------------------------------------------------------------------
.PHONY: run check soak bench fuzz lint lint-fast pictures deps deps-test deps-bench install uninstall pot clean help
deps:
	@sh tests/deps.sh "building and running registrar" $(PACKAGES_BUILD)
deps-test: deps
	@sh tests/deps.sh "testing registrar" $(PACKAGES_TEST)
deps-bench: deps-test
	@sh tests/deps.sh "comparing registrar with others" $(PACKAGES_BENCH)

run: deps
	@$(MAKE) --no-print-directory -j$$(nproc) programs
	@exec $(B)/registrar

check: deps-test
	@MAKE='$(MAKE)' tests/check.sh
soak: deps-test
	@MAKE='$(MAKE)' tests/check.sh soak
lint lint-fast: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) programs
	@tests/lint.sh $(if $(filter lint,$@),all,fast) $(B)
fuzz: deps-test
	@$(MAKE) --no-print-directory FUZZ=1 -j$$(nproc) fuzzers
	@tests/fuzz.sh $(patsubst tests/%.c,build/fuzz/tests/%,$(FUZZ_SRC))
bench: deps-bench
	@$(MAKE) --no-print-directory -j$$(nproc) benches
	@tests/bench.sh $(B) $(BENCHES) $(wildcard tests/bench/*.sh)
PICTURED := $(filter $(B)/tests/screen/% $(B)/tests/journey/%,$(TESTS))
pictures: deps-test
	@$(MAKE) --no-print-directory -j$$(nproc) programs $(PICTURED)
	@mkdir -p tests/fixtures/pictures
	@REGISTRAR_PICTURES=$(CURDIR)/tests/fixtures/pictures tests/run.sh $(PICTURED)

pot:
	@tests/pot.sh po/registrar.pot
	@for po in po/*.po; do msgmerge --quiet --update --backup=none --no-fuzzy-matching --add-location=file \
	  $$po po/registrar.pot && msgattrib --no-obsolete --add-location=file -o $$po $$po; done

# Where things go: the program finds them from its own place, ../libexec/registrar and ../share/registrar.
BIN = $(DESTDIR)$(PREFIX)/bin
LIBEXEC = $(DESTDIR)$(PREFIX)/libexec/registrar
SHARE = $(DESTDIR)$(PREFIX)/share/registrar
MAN = $(DESTDIR)$(PREFIX)/share/man/man1
install:
	@$(MAKE) --no-print-directory programs
	install -d $(BIN) $(LIBEXEC) $(SHARE)/themes $(SHARE)/locale $(MAN)
	install -m 755 $(B)/registrar $(BIN)/
	install -m 755 $(filter-out $(B)/registrar,$(PROGRAMS)) $(LIBEXEC)/
	install -m 644 $(wildcard themes/*.theme) $(SHARE)/themes/
	install -m 644 $(CATALOGS) $(SHARE)/locale/
	$(B)/registrar --man >$(MAN)/registrar.1 && chmod 644 $(MAN)/registrar.1
uninstall:
	rm -f $(BIN)/registrar $(MAN)/registrar.1
	rm -rf $(LIBEXEC) $(SHARE)

clean:
	rm -rf build

help:
	@sed -n 's/^## //p' Makefile

## run       bring the packages, build, start the training registry and open registrar on it
## check     every test, twice: as shipped and under the sanitizers
## soak      the long fault sweeps
## bench     times and bytes, as ratios against other programs in the same run
## fuzz      every fuzz target for a minute (FUZZ_SECONDS=60)
## lint      structure: layers, circles, format, static analysis, translations, manual page
## pictures  the README's pictures, made from the test screens
## deps      only bring the Debian packages
## install   into PREFIX (/usr/local), honouring DESTDIR; uninstall takes it away again
## pot       refresh po/registrar.pot and the translations from the sources
## clean     remove build/

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
