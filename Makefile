# Bâtissons nos emplois : « make » seul dit ce que chaque cible fait.
PYTHON ?= python3
OUTIL = .venv/bin/python -m outils
ARGS ?=
COULOIRS ?= sqlite postgresql navigateur

.DEFAULT_GOAL := help
.PHONY: help setup run dev demo-neuve test check captures format verrous

help: ## cette liste
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

setup: ## prépare tout (environnement, dépendances, base, fichiers statiques) et ne lance rien
	@$(PYTHON) -m outils.preparer

run: ## prépare, puis lance la plateforme de démonstration sur 127.0.0.1, port PORT (8000 par défaut)
	@$(PYTHON) -m outils.preparer --execution --sans-donnees
	@exec $(OUTIL).lancer

dev: ## comme run, avec le serveur de développement, relu à chaque changement
	@$(PYTHON) -m outils.preparer --sans-donnees
	@exec $(OUTIL).lancer --developpement

demo-neuve: ## vide la base de démonstration et la recharge
	@$(PYTHON) -m outils.preparer --execution --sans-donnees
	@$(OUTIL).donnees --neuve --demo

test: ## toutes les voies de test ; COULOIRS="sqlite" en choisit, ARGS="tests/clauses -x" va à pytest
	@$(PYTHON) -m outils.preparer --sans-donnees
	@exec $(OUTIL).tester --couloirs $(COULOIRS) -- $(ARGS)

check: ## mise en forme, lecture du code, gabarits, contrats d'import, migrations, réglages de production
	@$(PYTHON) -m outils.preparer --sans-donnees
	@$(OUTIL).verifier

captures: ## une image de chaque page, par rôle, à 1280 et 360 px, dans captures/
	@$(PYTHON) -m outils.preparer --sans-donnees
	@$(OUTIL).captures $(ARGS)

format: ## met en forme le code
	@$(PYTHON) -m outils.preparer --sans-donnees
	@.venv/bin/ruff format . && .venv/bin/ruff check --fix .

verrous: ## recompile les fichiers de dépendances verrouillées (versions et empreintes, sans adresse)
	@$(PYTHON) -m outils.preparer --sans-donnees
	@$(OUTIL).verrous
