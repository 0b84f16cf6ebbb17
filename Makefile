# Each target is the task of that name in make.py, which runs without make as well: python make.py book
PYTHON ?= python3
TASKS := help book test test-browser test-fast test-newest test-oldest preview serve site zip slides pdf lite lab student instructor cloud lint format notebooks lock bench tools fuzz lighthouse clean

.PHONY: $(TASKS)
$(TASKS):
	@"$(PYTHON)" make.py $@
