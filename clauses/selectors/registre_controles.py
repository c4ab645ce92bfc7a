"""The register of controls as it is in force: what each sees, its severity per référentiel, its limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from clauses.models import Referentiel, SeveriteControle
from clauses.rules.controles import CONTROLES, DESACTIVE, VARIANTES, Controle, Gravite, Variante

MOTS = {g.value: g.libelle for g in Gravite} | {DESACTIVE: "Désactivé"}


@dataclass(frozen=True)
class Reglee:
    """A severity that a row sets for one référentiel, different from the general one."""

    referentiel: Referentiel
    mot: str


@dataclass(frozen=True)
class LimiteEnVigueur:
    """A limit with its severity that day."""

    variante: Variante
    gravite: str
    propres: tuple[Reglee, ...]

    @property
    def mot(self) -> str:
        return MOTS[self.gravite]

    @property
    def ton(self) -> str:
        """Tone of its chip."""
        return {"INFO": "bleu", "ALERTE": "ambre", "BLOCAGE": "brique"}.get(self.gravite, "gris")

    @property
    def modifiee(self) -> bool:
        """A row sets it."""
        return self.gravite != self.variante.gravite


@dataclass(frozen=True)
class ControleEnVigueur:
    """A control and its limits."""

    controle: Controle
    limites: tuple[LimiteEnVigueur, ...]


class Severites:
    """The rows, read once: severities of any référentiel, any day."""

    def __init__(self) -> None:
        self._lignes = list(SeveriteControle.objects.order_by("valide_du", "pk"))

    def de(self, referentiel_id: int | None, jour: date) -> dict[str, str]:
        """By code or limit, that day: the latest row begun and not ended; the référentiel's own rows win."""
        generales: dict[str, str] = {}
        propres: dict[str, str] = {}
        for ligne in self._lignes:
            if ligne.valide_du > jour or (ligne.valide_au is not None and ligne.valide_au < jour):
                continue
            if ligne.referentiel_id is None:
                generales[ligne.code] = ligne.gravite
            elif ligne.referentiel_id == referentiel_id:
                propres[ligne.code] = ligne.gravite
        return generales | propres


def gravite_de(variante: Variante, reglages: dict[str, str]) -> str:
    """The severity of a limit: its own row, else its control's, else the rule's."""
    return reglages.get(variante.code, reglages.get(variante.controle, variante.gravite.value))


def registre(jour: date) -> list[ControleEnVigueur]:
    """Every control with what is in force that day, in two queries."""
    severites = Severites()
    referentiels = list(Referentiel.objects.filter(Q(actif=True) | Q(severites__isnull=False)).distinct())
    generales = severites.de(None, jour)
    par_referentiel = [(r, severites.de(r.pk, jour)) for r in referentiels]
    return [
        ControleEnVigueur(controle, tuple(_limites(controle, generales, par_referentiel)))
        for controle in CONTROLES.values()
    ]


def _limites(
    controle: Controle, generales: dict[str, str], par_referentiel: list[tuple[Referentiel, dict[str, str]]]
) -> Iterable[LimiteEnVigueur]:
    for variante in VARIANTES.values():
        if variante.controle != controle.code:
            continue
        gravite = gravite_de(variante, generales)
        propres = tuple(
            Reglee(referentiel, MOTS[sienne])
            for referentiel, reglages in par_referentiel
            if (sienne := gravite_de(variante, reglages)) != gravite
        )
        yield LimiteEnVigueur(variante, gravite, propres)


def codes_reglables() -> list[tuple[str, str]]:
    """What an administrator may set: each control whole, or one of its limits."""
    choix: list[tuple[str, str]] = []
    for controle in CONTROLES.values():
        choix.append((controle.code, f"{controle.code} – {controle.libelle} (toutes les limites)"))
        choix += [
            (v.code, f"{v.code} – {v.constat}")
            for v in VARIANTES.values()
            if v.controle == controle.code and v.code != controle.code
        ]
    return choix
