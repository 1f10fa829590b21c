.DEFAULT_GOAL := help
.PHONY: help build pack demo test faults lint format approve pictures bench clean

DOTNET_SETTINGS := -c Release -v quiet --nologo
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 10

build: ## Build artifacts/bin/provision: native where there is a C linker, else ready to run
	@.ci/build

pack: ## Fill artifacts/packages: the .NET tool, the libraries, the templates for dotnet new
	@rm -rf artifacts/packages
	@dotnet pack packages.slnf $(DOTNET_SETTINGS) $(PACK)

demo: build ## Build, then provision the five systems with sample data into artifacts/demo
	@mkdir -p artifacts/demo
	@for system in querygpt genesis nova vibesurf; do \
	    artifacts/bin/provision init --system $$system --sample-data --url sqlite:///artifacts/demo/$$system.db || exit 1; echo; \
	done
	@artifacts/bin/provision init --system towow --sample-data --mock-agents --url sqlite:///artifacts/demo/towow.db
	@echo
	@artifacts/bin/provision status --system towow --url sqlite:///artifacts/demo/towow.db

test: build ## Build, then run the tests; PROVISIONING_TEST_POSTGRES=url names a server to use
	@dotnet build Provisioning.sln $(DOTNET_SETTINGS)
	@tests/run

faults: build ## Build, then run the fault tests: kills, signals, broken stores, point in time
	@dotnet build Provisioning.sln $(DOTNET_SETTINGS)
	@tests/run Provisioning.FaultTests

lint: ## Check the analyzers, the layout and the length of lines
	@dotnet build Provisioning.sln $(DOTNET_SETTINGS)
	@dotnet tool restore -v quiet
	@dotnet csharpier check src migrations seeds tests
	@dotnet format style Provisioning.sln --verify-no-changes --no-restore
	@.ci/long-lines

format: ## Lay the code out and mend its style
	@dotnet format style Provisioning.sln --no-restore
	@dotnet tool restore -v quiet
	@dotnet csharpier format src migrations seeds tests

approve: build ## Run the tests, and write down what they print as approved
	@dotnet build Provisioning.sln $(DOTNET_SETTINGS)
	@PROVISIONING_APPROVE=1 tests/run

pictures: build ## Draw the pictures of the README from real runs
	@docs/pictures/draw.py artifacts/bin/provision

bench: build ## Measure beside other tools and the engines, and write docs/benchmarks.md
	@dotnet run --project tests/Provisioning.Benchmarks -c Release -v quiet -- $(BENCH)

clean: ## Delete everything that was built
	@rm -rf artifacts
