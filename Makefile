# CardDesk. The two commands that matter: `make run` and `make test`.
SHELL       := /usr/bin/env bash
GO          ?= go
TAGS        := migrated_fynedo
BUILD_FLAGS := -tags $(TAGS)
BIN         := bin/carddesk
FUZZ_TIME   ?= 10s

# The race detector's build of the program takes OpenGL ES: cgo reads its header in
# twelve seconds, that of OpenGL in two minutes, and no test draws through either.
# Windows on the screen are those of `make build`.
RACE_TAGS   := "$(TAGS) gles"

# Tests of which the race detector sees a share or nothing (package internal/racing).
SHARED_UNDER_RACE := 'TestGoodPortraits|TestReadingRate|OfAnotherDossier|TestEveryStatementFailsOnce|TestSpoiltPortraits|TestHiddenEars|TestSmallSetIsToldApart|TestForeignPrints|TestNISTPrints|TestOtherReaders|TestTally$$|TestPowerCutOverADay|TestFileOperationsFail|TestOffice$$|TestManyFaultsLeaveNothing|TestFormerCase|TestNoCardIsLost|TestHostilePapers'

.DEFAULT_GOAL := help
.PHONY: help deps build run test lint windows fuzz journey latency wine torture scale figures ci ci-full clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

deps: ## install what building and running need (Debian)
	@.ci/deps.sh build run

build: deps ## build bin/carddesk
	@mkdir -p bin
	$(GO) build $(BUILD_FLAGS) -o $(BIN) .

run: build ## open the desk in training mode
	$(BIN) --training

test: ## install what is missing and run all tests, with the race detector
	@.ci/deps.sh build run test
	@.ci/peers.sh
	CARDDESK_KILLS=$${CARDDESK_KILLS:-50} $(GO) test -race -tags $(RACE_TAGS) -timeout 20m ./...
	$(GO) test -tags $(TAGS) -run $(SHARED_UNDER_RACE) \
		./app/capture/... ./app/desk ./app/store ./device/biometric ./internal/papertest

lint: ## gofmt, vet, staticcheck
	@.ci/deps.sh build
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "gofmt: $$unformatted"; exit 1; fi
	$(GO) vet -tags $(TAGS) ./...
	$(GO) vet -tags "$(TAGS) release" .
	$(GO) tool staticcheck -tags $(TAGS) ./...

windows: ## compile the Windows program
	@.ci/deps.sh windows
	@mkdir -p bin
	GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc CXX=x86_64-w64-mingw32-g++ \
		$(GO) build $(BUILD_FLAGS) -trimpath -ldflags "-s -w -H windowsgui" -o bin/carddesk.exe .

fuzz: ## run every fuzz target for FUZZ_TIME
	@.ci/fuzz.sh $(FUZZ_TIME)

journey: build ## drive the real window through the whole path
	@.ci/deps.sh test
	@.ci/journey/run.sh

latency: build ## measure the time from a key to its letter on the screen
	@.ci/deps.sh test
	@.ci/journey/run.sh -latency

wine: ## Vietnamese input methods against the Windows program, under wine
	@.ci/deps.sh test windows wine
	.ci/wine.sh
	.ci/wine-memory.sh

torture: ## kills, power cuts and faults of memory and line in full
	@.ci/deps.sh build test
	CARDDESK_KILLS=1000 $(GO) test ./app/store -run 'TestKill$$' -v -timeout 30m
	CARDDESK_TORTURE=1 $(GO) test ./app/store -run 'TestPowerCut|TestEveryStatementFailsOnce|TestTwoStatementsFail|TestFileOperationsFail' -v -timeout 45m
	CARDDESK_TORTURE=1 $(GO) test ./sync/registry -run 'TestTorture$$|TestPostgres$$/^torture$$' -v -timeout 60m
	$(GO) test ./sync/registry -run 'TestModel$$' -rapid.checks=200 -timeout 30m

scale: ## registry's throughput, 1,000 stations waiting, inserts among 10 million dossiers
	@.ci/deps.sh build test
	$(GO) test ./sync/registry -run '^$$' -bench 'BenchmarkThroughput$$' -benchtime 1024x -timeout 30m
	$(GO) test ./sync/registry -run '^$$' -bench 'BenchmarkPolling$$' -benchtime 1x -timeout 30m
	$(GO) test ./sync/registry -run '^$$' -bench 'BenchmarkInserts$$' -benchtime 500x -timeout 3h

figures: ## every figure of every report over a year of 200,000 dossiers, spreadsheets in LibreOffice
	@.ci/deps.sh build office
	CARDDESK_YEAR=200000 $(GO) test ./app/store -run 'TestEveryReport$$' -v -timeout 30m
	CARDDESK_OFFICE=required $(GO) test ./app/report/sheet -run TestLibreOffice -v -count 1

ci: ## what every commit must pass
	@.ci/deps.sh build run test windows
	.ci/side-by-side.sh test windows
	$(MAKE) lint
	.ci/side-by-side.sh journey fuzz

ci-full: ## the long form: as ci, with half a minute for each fuzz target, torture, figures and wine
	$(MAKE) ci FUZZ_TIME=30s
	$(MAKE) torture
	$(MAKE) figures
	$(MAKE) wine

clean:
	rm -rf bin build
