# Seatdeck (坐席台). The two commands that matter: make run, make test.
SHELL := /usr/bin/env bash
TAGS := x11,migrated_fynedo
ARGS ?= --demo
MESSAGES ?= 1000000

.PHONY: run test bench build cli shots pictures clean help

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

run: ## build and open the demo (ARGS= opens the real console); without a display: pictures in out/run
	@tools/run.sh $(ARGS)

test: ## every check: format, vet, staticcheck, tests with the race detector, a real window, chaos
	@tools/test.sh

build: ## the program, in out/seatdeck
	@tools/install.sh build
	@mkdir -p out
	go build -tags $(TAGS) -trimpath -o out/seatdeck .

cli: ## the command line alone, in out/seatdeck-cli: no C compiler, no graphics
	@mkdir -p out
	CGO_ENABLED=0 go build -tags nowindow -trimpath -o out/seatdeck-cli .

bench: build ## measure the budgets of the design (MESSAGES=10000000 for its full scale)
	@tools/install.sh test
	@tools/peers.sh >/dev/null
	@SEATDECK_BIN=$(CURDIR)/out/seatdeck LIBGL_ALWAYS_SOFTWARE=1 \
		$(if $(DISPLAY),,xvfb-run -a -s "-screen 0 1600x1000x24") go run ./tools/bench -messages $(MESSAGES)

shots: build ## pictures of each screen in both languages, both themes, two sizes, in out/shots
	@tools/install.sh test
	@SEATDECK_SHOTS=all SEATDECK_BIN=$(CURDIR)/out/seatdeck go test -tags window -count=1 -timeout 30m -run TestShots ./tools/windowtest
	@find out/shots -name '*.png' | sort

pictures: build ## renew the pictures of the guide, in docs/pictures
	@tools/install.sh test
	@SEATDECK_BIN=$(CURDIR)/out/seatdeck go test -tags window -count=1 -timeout 10m -run TestShots ./tools/windowtest
	@mkdir -p docs/pictures
	cp out/run/zh-light-1280x800/{1-all-seats,2-conversation,3-palette,4-search,10-codes,11-groups,12-group,13-customers,16-tag-preview,17-tags,20-board,21-alerts,22-reports,23-company}.png docs/pictures/

clean: ## remove what was built
	rm -rf out .cache
