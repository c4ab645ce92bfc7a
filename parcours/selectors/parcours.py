"""The ribbon of a candidate, read from her steps and her work contracts."""

from __future__ import annotations

from clauses.models import ContratTravail
from clauses.querysets import somme_heures
from parcours.models import Candidat, Etape
from parcours.rules.ruban import Moment, ruban
from parcours.rules.vocabulaire import NatureEtape
from socle.horloge import aujourdhui


def ruban_de(candidat: Candidat) -> tuple[Moment, ...]:
    """Every dated step and contract in force, oldest first; two queries."""
    etapes = candidat.etapes.exclude(nature=NatureEtape.CONTRAT).select_related("auteur").order_by("debut", "pk")
    contrats = (
        ContratTravail.objects.en_vigueur()
        .filter(beneficiaire_id=candidat.beneficiaire_id)
        .select_related("employeur", "intervenant__lot__marche__operation", "metier", "entreprise_utilisatrice")
        .annotate(validees=somme_heures("lignes__heures_retenues"))
        .order_by("debut", "pk")
    )
    return ruban([*map(_etape, etapes), *map(_contrat, contrats)])


def _etape(etape: Etape) -> Moment:
    return Moment(
        debut=etape.debut,
        fin=etape.fin,
        nature=etape.nature,
        mot=etape.get_vers_display() if etape.vers else etape.get_nature_display(),
        note=etape.note,
        auteur=str(etape.auteur or ""),
        ordre=etape.pk,
        en_cours=etape.fin is not None and etape.debut <= aujourdhui() <= etape.fin,
    )


def _contrat(contrat: ContratTravail) -> Moment:
    lieu = str(contrat.intervenant.lot.marche.operation or contrat.intervenant.lot)
    chez = f"{contrat.employeur}, pour {contrat.entreprise_utilisatrice}" if contrat.entreprise_utilisatrice else ""
    return Moment(
        debut=contrat.debut,
        fin=contrat.fin,
        nature=NatureEtape.CONTRAT,
        mot=contrat.get_type_contrat_display(),
        detail=" – ".join(filter(None, [chez or str(contrat.employeur), str(contrat.metier or ""), lieu])),
        heures=contrat.validees,
        en_cours=contrat.debut <= aujourdhui() and (contrat.fin is None or contrat.fin >= aujourdhui()),
    )
