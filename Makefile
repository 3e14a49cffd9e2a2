# The two commands that matter: `make demo` and `make test`. Each installs what is missing and says so.

# Static, and at no fixed address: the relocations that this takes are packed where the libc that is linked can read that, from
# 2.36 on. `make release STRIP=` keeps symbols.
STRIP = -Xlinker -s
PACKED = $(shell getconf GNU_LIBC_VERSION | awk '{ split($$2, v, "."); if (v[1] == 2 && v[2] >= 36) print "-Xlinker --pack-dyn-relocs=relr" }')
# A generic type is asked for by a call, not by a name that the running program reads and looks up. An option of the compiler's
# frontend, which may change with it: without it all works, and a start takes longer.
CALLED = -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
STATIC = $(CALLED) --disable-local-rpath -Xswiftc -static-executable -Xswiftc -use-ld=lld \
	-Xswiftc -Xclang-linker -Xswiftc -static-pie $(PACKED) -Xlinker --gc-sections $(STRIP) \
	-Xlinker -T -Xlinker '$(CURDIR)/bench/start.ld' -Xlinker --symbol-ordering-file='$(CURDIR)/bench/start.order' -Xlinker --no-warn-symbol-ordering

.PHONY: help demo test build release bench fuzz golden format lint clean

help:
	@echo 'make demo     compile and run the samples on a real engine'
	@echo 'make test     all tests, engine tests included'
	@echo 'make release  the static pipegen, at .build/release/pipegen'
	@echo 'make bench    how fast it is, as ratios'
	@echo 'make fuzz     feed the readers of Dockerfiles and YAML what nobody would write, for ten minutes'
	@echo 'make golden   rewrite the expected outputs of the samples and fixtures'
	@echo 'make format   format the Swift sources'

demo: build
	@scripts/demo

test: build
	@scripts/test

build:
	@scripts/setup
	swift build

release:
	@scripts/setup
	swift build -c release --product pipegen $(STATIC)

bench: release
	@bench/run

fuzz:
	@scripts/setup
	@scripts/fuzz

golden:
	@scripts/setup
	PIPEGEN_RECORD=1 swift test --filter 'Golden|Fixture'

format:
	swift format --in-place --recursive Package.swift Sources Tests

lint:
	swift format lint --strict --recursive Package.swift Sources Tests

clean:
	rm -rf .build
