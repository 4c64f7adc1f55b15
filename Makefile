# The words a person types. Each installs what it needs.
SHELL := /bin/bash
CACHE := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/fairlead
TESTS_PATH := $(CACHE)/venvs/tests/bin:$(PATH)
RELEASE := swift build -c release --static-swift-stdlib --product fairlead

.PHONY: help build demo test test-full check bench docs format install clean setup

help:
	@echo "make demo     install what is missing, build, and render examples/aarhusai into out/aarhusai"
	@echo "make build    the release binary, .build/release/fairlead"
	@echo "make test     every test, the interoperation ones included"
	@echo "make test-full  what takes too long for every day: Open WebUI, other releases of Podman, no root (half an hour, once more for images)"
	@echo "make check    format, lint, warnings as errors, layering, docs drift"
	@echo "make bench    measurements, as ratios in one run"
	@echo "make docs     make the generated pages anew"
	@echo "make format   bring the sources into form"
	@echo "make install  copy the binary and Helm's library below PREFIX (/usr/local)"

setup:
	@scripts/setup

build: setup
	@$(RELEASE)

demo: build
	@scripts/demo

test:
	@scripts/setup --test
	@PATH="$(TESTS_PATH)" scripts/test

test-full:
	@scripts/setup --test
	@swift build --product fairlead
	@PATH="$(TESTS_PATH)" scripts/test-full

check: setup
	@scripts/check

bench: build
	@scripts/bench

docs: setup
	@scripts/docs write

format:
	@swift format --configuration .swift-format --in-place --recursive --parallel Sources Tests Plugins Package.swift

install: build
	@install -Dm755 .build/release/fairlead "$(DESTDIR)$(or $(PREFIX),/usr/local)/bin/fairlead"
	@install -Dm644 "$(CACHE)/lib/libhelm_c.so" "$(DESTDIR)$(or $(PREFIX),/usr/local)/lib/fairlead/libhelm_c.so"

clean:
	@rm -rf .build out
