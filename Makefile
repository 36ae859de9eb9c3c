# The front door. CMake does the work; `make help` lists what there is.
JOBS ?= $(shell nproc)
CMAKE_BUILD = cmake --build $(1) -j$(JOBS)

.PHONY: all demo test lint format asan cuts fuzz size size-operators bench-host bench-mcu test-mcu \
	test-differential errors models check-models eval-models minbase clean help

all: build/CMakeCache.txt ## build build/otaml, build/otamld and build/libotaml.a
	@$(call CMAKE_BUILD,build)

build/CMakeCache.txt:
	@cmake -S . -B build

demo: all ## the whole path: publish, roll out to seven boards, run, update (HOLD=1, OTAML_ZOO=DIR)
	@tools/demo.sh

test: all ## every test that needs no board and no network
	@cd build && ctest --output-on-failure -j$(JOBS)

lint: ## formatting, shell scripts, clang's warnings, clang-tidy (needs ./setup.sh all)
	@tools/lint.sh

format: ## put the C sources into the project's format
	@git ls-files '*.c' '*.h' | xargs clang-format -i

asan: ## the tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@cmake -S . -B build-asan -DOTAML_SANITIZE=ON
	@$(call CMAKE_BUILD,build-asan)
	@cd build-asan && ctest --output-on-failure -j$(JOBS)

cuts: all ## every power cut followed by every second one, in every store (hours for spiffs; KIND=fat: one)
	@OTAML_ALL_CUTS=1 OTAML_KIND=$(KIND) OTAML_SOURCE_DIR=. OTAML_BUILD_DIR=build \
		build/tests/store/test_store_cuts

fuzz: ## run every fuzz target for T seconds (T=240: an hour; TARGETS="model run")
	@JOBS=$(JOBS) tools/fuzz.sh $(or $(T),60) $(TARGETS)

size: ## text, data and bss of the device library for six cores, and of each store (needs ./setup.sh all)
	@tools/size.sh

bench-host: all ## one inference beside TFLM and LiteRT with XNNPACK (a virtual environment)
	@bench/host/bench-host.sh

size-operators: ## what the interpreter adds to a firmware, for two lists of operators, and its bounds
	@JOBS=$(JOBS) bench/size-operators.sh

test-mcu: ## on emulated boards: inner loops, audio features, the SD card driver (./setup.sh all)
	@JOBS=$(JOBS) bench/kernels.sh
	@JOBS=$(JOBS) bench/feature.sh
	@tests/media/qemu/card.sh

bench-mcu: ## instructions for one inference on emulated cores, beside CMSIS-NN's (./setup.sh all)
	@JOBS=$(JOBS) bench/mcu.sh

test-differential: all ## random networks by TFLM's wheel and by ours (SEED=S COUNT=N; .venv of models)
	@tests/differential/run.sh --seed $(or $(SEED),1) --count $(or $(COUNT),100) --jobs $(JOBS)

errors: ## write docs/errors.md from include/otaml/err.h
	@tools/errors.sh >docs/errors.md

models: ## train the example models anew, in a virtual environment of its own
	@models/make-models.sh

check-models: ## measure the committed models again and compare (the virtual environment of models)
	@models/make-models.sh --check

eval-models: all ## signals to scores by examples and otaml run, beside Python's (SETS=DIR: other test sets)
	@BUILD=build models/eval/eval-models.sh $(SETS)

minbase: ## try the README's two commands in a fresh minimal Debian 12 (root, debootstrap)
	@tools/minbase.sh

clean: ## remove everything that was built
	rm -rf build build-*

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
