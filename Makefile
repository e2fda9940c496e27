# make run    an example office in ./instance, and the daemon in the foreground
# make demo   letters through every step of the procedure, told as they go
# make test   everything the tests need, then every check and test
# make soak   crashes everywhere and at random for MINUTES=10, full disks, power cuts, 10,000 letters at once
# make bench  the whole procedure and the signing, beside a plain script of stock libraries; a large register beside an empty one; hostile files
# Each target sets up what it needs by itself on Debian 12.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
VENV := .venv
PYTHON := $(VENV)/bin/python
SURAT := $(VENV)/bin/surat
INSTANCE := instance
DEBIAN_RUN := python3 python3-venv
DEBIAN_TEST := poppler-utils qpdf mupdf-tools libnss3-tools openssl zbar-tools gcc libc6-dev samba smbclient acl systemd chromium-headless-shell softhsm2 opensc postfix default-jre-headless libpdfbox2-java libactivation-java libjaxb-api-java cups-ipp-utils cups-daemon cups-client avahi-daemon dbus

# The tests start hundreds of processes: each finds the modules compiled, whatever the environment asks for.
test soak bench: export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run demo test soak bench lock clean
help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

# Installs Debian packages only where one is missing, unattended, and lets no server start by itself.
define debian
	missing=""; for package in $(1); do \
	  dpkg-query -W -f='$${db:Status-Status}' "$$package" 2>/dev/null | grep -qx installed || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" -ne 0 ]; then echo "Needs root once to install:$$missing" >&2; echo "  sudo apt-get install$$missing" >&2; exit 69; fi; \
	  policy=/usr/sbin/policy-rc.d; kept=""; [ ! -e $$policy ] || { kept=$$(mktemp); cp -p $$policy $$kept; }; \
	  restore() { if [ -n "$$kept" ]; then mv -f "$$kept" $$policy; else rm -f $$policy; fi; }; trap restore EXIT; \
	  printf '#!/bin/sh\nexit 101\n' > $$policy; chmod 755 $$policy; \
	  export DEBIAN_FRONTEND=noninteractive; \
	  apt-get install -y -qq --no-install-recommends $$missing >/dev/null 2>&1 || { apt-get update -qq; apt-get install -y -qq --no-install-recommends $$missing >/dev/null; }; \
	fi
endef

# Fails where no disk image can be mounted.
loopfs = image=$$(mktemp); trap 'rm -f "$$image"' EXIT; truncate -s 1M "$$image"; loop=$$(losetup --find --show --direct-io=on "$$image" 2>/dev/null) && losetup --detach "$$loop"

# Fails where no small disk in memory can be mounted.
tmpfs = folder=$$(mktemp -d); trap 'rmdir "$$folder"' EXIT; mount -t tmpfs -o size=1m surat-uji "$$folder" 2>/dev/null && umount "$$folder"

$(VENV)/run.stamp: requirements.lock pyproject.toml
	@if ! python3 -c 'import venv, ensurepip' 2>/dev/null; then $(call debian,$(DEBIAN_RUN)); fi
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed." >&2; exit 69; }
	@test -x $(PYTHON) || python3 -m venv $(VENV)
	@sed '/^# for the tests/,$$d' requirements.lock > $(VENV)/run.lock
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $(VENV)/run.lock
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.stamp: $(VENV)/run.stamp
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(PYTHON) -m pip check >/dev/null
	@touch $@

run: $(VENV)/run.stamp
	@$(SURAT) init $(INSTANCE) --demo
	@$(SURAT) run --config $(INSTANCE)/config

demo: $(VENV)/run.stamp
	@$(SURAT) demo

test: $(VENV)/test.stamp
	@$(call debian,$(DEBIAN_TEST))
	@[ "$$(id -u)" -eq 0 ] || echo "Not root: the tests that make system users do not run."
	@($(loopfs)) || echo "No loop device to mount: the tests that cut the power do not run."
	@($(tmpfs)) || echo "No disk in memory to mount: the tests that fill a disk do not run."
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	rm -f .coverage .coverage.*
	marks=""; ($(loopfs)) || marks="not loopfs"; ($(tmpfs)) || marks="$${marks:+$$marks and }not tmpfs"; \
	  $(PYTHON) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report= -m "$$marks"
	$(VENV)/bin/coverage report --fail-under=90
	$(VENV)/bin/coverage report --include='pipeline/domain/*,pipeline/stages/*' --fail-under=100

soak: $(VENV)/test.stamp
	@$(call debian,$(DEBIAN_TEST))
	$(PYTHON) -m pytest -q -s -n 0 tests/faults --soak $(MINUTES)

bench: $(VENV)/test.stamp
	@$(PYTHON) -m tests.bench
	@$(PYTHON) -m tests.bench_register 200000
	@$(PYTHON) -m tests.bench_mail
	@$(PYTHON) -m tests.bench_hostile

lock:
	@test -x .venv-lock/bin/python || python3 -m venv .venv-lock
	@.venv-lock/bin/python -m pip install -q "pip-tools>=7.6"
	@.venv-lock/bin/python -m tests.lock $(if $(UPGRADE),--upgrade)

clean:
	rm -rf $(VENV) $(INSTANCE) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*
