"""Writing an agreed proposal: drafts for open months, complémentaires for validated lines; exact or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from clauses.models import ContratTravail, Declaration, ImportHeures, Intervenant, LigneHeures, LigneImportee
from clauses.rules.etats import EtatLigne
from clauses.rules.imports import EtatImport, FormatFichier
from clauses.rules.proposition import SortLigne
from clauses.rules.vocabulaire import OrigineLigne
from clauses.selectors.entreprise.preparation import proposees_du_mois
from clauses.services.brouillons import SaisieLigne
from clauses.services.declarations import corriger_ligne, ouvrir_complementaire
from clauses.services.grille import SaisieLot, enregistrer_grille
from clauses.services.imports_heures.cases import Choix, par_case
from clauses.services.imports_heures.depot import exiger_saisie
from clauses.services.preparation import SaisiePreparee, preparer
from entreprises.policies import Acteur
from socle.erreurs import ConflitEcriture
from socle.horloge import maintenant
from socle.periodes import Mois

CHANGE = "Des heures ont changé depuis que ce fichier a été lu : déposez-le de nouveau."
ORIGINES = {FormatFichier.DSN: OrigineLigne.DSN, FormatFichier.TABLEUR: OrigineLigne.TABLEUR}


@dataclass(frozen=True)
class Report:
    """What was written: the months with drafts, the complémentaires opened, how many cells, how many of them prepared
    for the firms to which the person is lent."""

    mois: tuple[Mois, ...] = ()
    complementaires: tuple[Declaration, ...] = ()
    cellules: int = 0
    preparees: int = 0


@transaction.atomic
def reporter(*, acteur: Acteur, importe: ImportHeures, choix: Mapping[UUID, Choix]) -> Report:
    """Write the chosen rows in the grid, then forget the proposal. The same file twice changes nothing.

    Raises ConflitEcriture when what is there is no longer what was shown beside, RegleViolee as the grid would;
    nothing is then written at all.
    """
    importe = ImportHeures.objects.select_for_update().select_related("organisation").get(pk=importe.pk)
    exiger_saisie(acteur, importe.organisation)
    if importe.etat != EtatImport.A_RELIRE:
        raise ConflitEcriture("Cet import a déjà été reporté ou laissé.")
    toutes = list(importe.lignes.select_related("contrat__intervenant__lot__marche", "contrat__beneficiaire"))
    lignes, choix = par_case(toutes, choix)
    origine = ORIGINES[FormatFichier(importe.format)]
    pretes = [li for li in lignes if li.sort == SortLigne.PRETE]
    siennes = [li for li in pretes if li.contrat.intervenant.organisation_id == importe.organisation_id]
    mois = _ecrire_brouillons(acteur, siennes, choix, origine)
    preparees = _preparer(acteur, [li for li in pretes if li not in siennes], choix)
    complementaires = _ecrire_corrections(acteur, [li for li in lignes if li.sort == SortLigne.CORRECTION], choix)
    importe.comptes["reportees"] = len(lignes)
    LigneImportee.objects.filter(import_heures=importe).delete()
    ImportHeures.objects.filter(pk=importe.pk).update(
        etat=EtatImport.REPORTE, clos_le=maintenant(), comptes=importe.comptes, constats=[]
    )
    return Report(tuple(mois), tuple(complementaires), len(lignes), preparees)


def _preparer(acteur: Acteur, lignes: list[LigneImportee], choix: Mapping[UUID, Choix]) -> int:
    """Hours of lent people, prepared for the months of the firms that declare them; how many changed."""
    par_mois: dict[Mois, list[LigneImportee]] = defaultdict(list)
    for ligne in lignes:
        par_mois[Mois.depuis(ligne.mois)].append(ligne)
    changees = 0
    for mois, siennes in sorted(par_mois.items()):
        en_place = proposees_du_mois([li.contrat_id for li in siennes], mois)
        for ligne in siennes:
            tenue = en_place.get((ligne.contrat_id, ligne.chantier_id))
            if (tenue.heures if tenue else None) != ligne.heures_avant:
                raise ConflitEcriture(CHANGE)
        saisies = [
            SaisiePreparee(li.contrat, li.chantier_id, choix[li.uuid].heures, choix[li.uuid].non_travaillees)
            for li in siennes
        ]
        changees += preparer(acteur=acteur, mois=mois, saisies=saisies)
    return changees


def _ecrire_brouillons(
    acteur: Acteur, lignes: list[LigneImportee], choix: Mapping[UUID, Choix], origine: OrigineLigne
) -> list[Mois]:
    par_mois: dict[Mois, dict[Intervenant, list[LigneImportee]]] = defaultdict(lambda: defaultdict(list))
    for ligne in lignes:
        par_mois[Mois.depuis(ligne.mois)][ligne.contrat.intervenant].append(ligne)
    for mois, lots in sorted(par_mois.items()):
        declarations = {
            d.intervenant_id: d
            for d in Declaration.objects.select_for_update(of=("self",))
            .filter(intervenant__in=list(lots), mois=mois.premier_jour, rang=0)
            .order_by("pk")
        }
        _verifier_inchangees([li for liste in lots.values() for li in liste], mois)
        saisies = [
            SaisieLot(
                intervenant=intervenant,
                revision=declarations[intervenant.pk].revision if intervenant.pk in declarations else 0,
                saisies=[
                    SaisieLigne(
                        contrat=ligne.contrat,
                        chantier_id=ligne.chantier_id,
                        heures=choix[ligne.uuid].heures,
                        non_travaillees=choix[ligne.uuid].non_travaillees,
                        origine=origine,
                    )
                    for ligne in siennes
                ],
            )
            for intervenant, siennes in lots.items()
        ]
        enregistrer_grille(acteur=acteur, mois=mois, lots=saisies)
    return sorted(par_mois)


def _ecrire_corrections(acteur: Acteur, lignes: list[LigneImportee], choix: Mapping[UUID, Choix]) -> list[Declaration]:
    ouvertes: dict[tuple[int, object], Declaration] = {}
    for ligne in lignes:
        originale = _en_vigueur(ligne.contrat, ligne)
        cle = (ligne.contrat.intervenant_id, ligne.mois)
        if cle not in ouvertes:
            premiere = Declaration.objects.get(intervenant_id=cle[0], mois=ligne.mois, rang=0)
            ouvertes[cle] = ouvrir_complementaire(acteur=acteur, declaration=premiere)
        retenu = choix[ligne.uuid]
        corriger_ligne(
            acteur=acteur,
            complementaire=ouvertes[cle],
            originale=originale,
            heures=retenu.heures,
            non_travaillees=retenu.non_travaillees,
        )
    return list(ouvertes.values())


def _en_vigueur(contrat: ContratTravail, ligne: LigneImportee) -> LigneHeures:
    """The validated line that the correction replaces; ConflitEcriture when it is no longer what was shown."""
    comptees = [
        li
        for li in LigneHeures.objects.filter(
            contrat=contrat, chantier_id=ligne.chantier_id, declaration__mois=ligne.mois
        ).order_by("-declaration__rang", "-pk")
        if EtatLigne(li.etat).comptee
    ]
    if not comptees or comptees[0].heures != ligne.heures_avant:
        raise ConflitEcriture(CHANGE)
    return comptees[0]


def _verifier_inchangees(lignes: list[LigneImportee], mois: Mois) -> None:
    """The hours shown as already there must still be those."""
    stockees = {
        (contrat, chantier): heures
        for contrat, chantier, heures in LigneHeures.objects.filter(
            declaration__mois=mois.premier_jour,
            declaration__rang=0,
            contrat__in=[ligne.contrat_id for ligne in lignes],
        ).values_list("contrat_id", "chantier_id", "heures")
    }
    for ligne in lignes:
        if stockees.get((ligne.contrat_id, ligne.chantier_id)) != ligne.heures_avant:
            raise ConflitEcriture(CHANGE)
