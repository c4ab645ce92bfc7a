"""What a reader found becomes a proposal: rows beside the hours already there. Nothing is written in the grid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from clauses.models import Beneficiaire, ImportHeures, LigneImportee
from clauses.policies import Action, exiger, intervenants_siens
from clauses.rules.imports import EtatImport, FormatFichier
from clauses.rules.lecture import Lecture, LigneLue
from clauses.rules.proposition import Proposee, SortLigne
from clauses.rules.proposition import proposer as proposer_places
from clauses.rules.rapprochement import Annuaire, Identite
from clauses.selectors.entreprise.places import places_connues
from clauses.selectors.personnes_connues import connues_de_l_organisation
from entreprises.models import Organisation
from entreprises.policies import Acteur
from socle.centiemes import ZERO
from socle.erreurs import ConflitEcriture, DroitRefuse
from socle.fichiers import nom_sur
from socle.horloge import maintenant
from socle.periodes import Mois

CONSTATS_MAX = 500
OUBLI = timedelta(hours=24)
Reconnue = tuple[object | None, tuple[tuple[object, str], ...]]
"""Whom a row names, and who is near."""


@transaction.atomic
def proposer(
    *, acteur: Acteur, organisation: Organisation, lecture: Lecture, nom_fichier: str, format: FormatFichier
) -> ImportHeures:
    """Keep what a file says of this firm's people, beside what is there. A refused file keeps its reasons only.

    Set-based: the number of queries does not depend on the number of rows. The firm's earlier proposals that nobody
    wrote are left, since the new file replaces them.
    """
    exiger_saisie(acteur, organisation)
    instant = maintenant()
    for ancien in ImportHeures.objects.filter(organisation=organisation, etat=EtatImport.A_RELIRE, format=format):
        _clore(ancien, EtatImport.ABANDONNE)
    refuse = lecture.refusee
    importe = ImportHeures.objects.create(
        organisation=organisation,
        auteur=acteur.utilisateur,
        nom_fichier=nom_sur(nom_fichier)[:150],
        format=format,
        etat=EtatImport.REFUSE if refuse else EtatImport.A_RELIRE,
        depose_le=instant,
        clos_le=instant if refuse else None,
        comptes=dict(lecture.comptes),
        constats=[
            {"portee": c.portee.value, "phrase": c.phrase, "valeur": c.valeur[:80], **asdict(c.source)}
            for c in lecture.constats[:CONSTATS_MAX]
        ],
    )
    if not refuse:
        LigneImportee.objects.bulk_create(_lignes(acteur, organisation, importe, lecture.lignes), batch_size=1000)
    return importe


@transaction.atomic
def choisir_personne(*, acteur: Acteur, ligne: LigneImportee, beneficiaire: Beneficiaire | None) -> None:
    """Say who a near match is, or that she is nobody of ours (None): the row is then proposed, or forgotten."""
    importe = ImportHeures.objects.select_for_update().select_related("organisation").get(pk=ligne.import_heures_id)
    exiger_saisie(acteur, importe.organisation)
    if importe.etat != EtatImport.A_RELIRE:
        raise ConflitEcriture("Cet import est déjà clos.")
    siennes = list(LigneImportee.objects.filter(import_heures=importe, groupe=ligne.groupe).order_by("rang"))
    if beneficiaire is None:
        LigneImportee.objects.filter(pk__in=[li.pk for li in siennes]).delete()
        return
    modele = siennes[0]
    mois = Mois.depuis(modele.mois)
    places = places_connues(acteur, [(beneficiaire.pk, mois)]).get((beneficiaire.pk, mois), [])
    propositions = proposer_places(
        modele.heures_lues,
        places,
        regularisation=modele.regularisation,
        utilisatrice=modele.utilisatrice,
    )
    dernier = LigneImportee.objects.filter(import_heures=importe).order_by("-rang").values_list("rang", flat=True)[0]
    LigneImportee.objects.filter(pk__in=[li.pk for li in siennes]).delete()
    LigneImportee.objects.bulk_create(
        _ligne(importe, dernier + n, modele.groupe, modele, beneficiaire.pk, p)
        for n, p in enumerate(propositions, start=1)
    )


@transaction.atomic
def abandonner(*, acteur: Acteur, importe: ImportHeures) -> None:
    """Leave a proposal: its rows are forgotten, nothing was written."""
    importe = ImportHeures.objects.select_for_update().select_related("organisation").get(pk=importe.pk)
    exiger_saisie(acteur, importe.organisation)
    if importe.etat in (EtatImport.A_RELIRE, EtatImport.LECTURE):
        _clore(importe, EtatImport.ABANDONNE)


def purger() -> int:
    """Forget the rows of proposals that nobody wrote within a day (a periodic task); how many proposals."""
    purges = 0
    for importe in ImportHeures.objects.filter(etat=EtatImport.A_RELIRE, depose_le__lt=maintenant() - OUBLI):
        with transaction.atomic():
            verrouille = ImportHeures.objects.select_for_update().get(pk=importe.pk)
            if verrouille.etat == EtatImport.A_RELIRE:
                _clore(verrouille, EtatImport.ABANDONNE)
                purges += 1
    return purges


def _clore(importe: ImportHeures, etat: EtatImport) -> None:
    """No row outlives its proposal: names read in a file go with it."""
    LigneImportee.objects.filter(import_heures=importe).delete()
    ImportHeures.objects.filter(pk=importe.pk).update(etat=etat, clos_le=maintenant(), constats=[])


def exiger_saisie(acteur: Acteur, organisation: Organisation) -> None:
    """The actor enters hours for this firm, in one of his spaces."""
    exiger(acteur, Action.DECLARER)
    if acteur.organisation is None or acteur.organisation.pk != organisation.pk:
        premier = intervenants_siens(acteur, partout=True).filter(organisation=organisation).first()
        if premier is None:
            raise DroitRefuse("Cette entreprise n'est pas la vôtre.")
        exiger(acteur, Action.DECLARER, premier)


def _lignes(
    acteur: Acteur, organisation: Organisation, importe: ImportHeures, lues: Sequence[LigneLue]
) -> Iterable[LigneImportee]:
    lues, reconnues = _reunir(lues, _reconnaitre(organisation, lues))
    certaines = [(int(p), li.mois) for (p, _), li in zip(reconnues, lues, strict=True) if p is not None]
    places = places_connues(acteur, certaines)
    uuids = _uuids({int(cle) for _, proches in reconnues for cle, _ in proches})
    rang = 0
    for groupe, (lue, (personne, proches)) in enumerate(zip(lues, reconnues, strict=True), start=1):
        if personne is not None:
            propositions = proposer_places(
                lue.heures,
                places.get((int(personne), lue.mois), []),
                non_travaillees=lue.non_travaillees,
                regularisation=lue.regularisation,
                utilisatrice=lue.utilisatrice,
            )
        elif proches:
            propositions = [Proposee(SortLigne.A_CHOISIR, lue.heures, phrase="Est-ce bien cette personne ?")]
        else:
            propositions = [
                Proposee(SortLigne.ECARTEE, lue.heures, phrase="Personne inconnue de vos contrats de clause.")
            ]
        for proposition in propositions:
            rang += 1
            ligne = _ligne(importe, rang, groupe, lue, personne, proposition)
            ligne.proches = [[str(uuids[int(cle)]), raison] for cle, raison in proches if int(cle) in uuids]
            yield ligne


def _reunir(
    lues: Sequence[LigneLue], reconnues: Sequence[Reconnue]
) -> tuple[tuple[LigneLue, ...], tuple[Reconnue, ...]]:
    """One row per known person, month and client, whatever the number of her contracts in the payroll: what is
    proposed is the total of the month there."""
    reunies: dict[object, tuple[LigneLue, Reconnue]] = {}
    for rang, (lue, reconnue) in enumerate(zip(lues, reconnues, strict=True)):
        personne = reconnue[0]
        cle = rang if personne is None else (personne, lue.mois, lue.utilisatrice, lue.regularisation)
        deja = reunies.get(cle)
        reunies[cle] = (_additionner(deja[0], lue) if deja else lue, reconnue)
    lignes, siennes = zip(*reunies.values(), strict=True) if reunies else ((), ())
    return lignes, siennes


def _additionner(une: LigneLue, autre: LigneLue) -> LigneLue:
    absences = [n for n in (une.non_travaillees, autre.non_travaillees) if n is not None]
    notes = " ; ".join(dict.fromkeys(n for n in (une.note, autre.note) if n))
    return replace(
        une,
        heures=une.heures + autre.heures,
        non_travaillees=sum(absences, ZERO) if absences else None,
        note=notes,
    )


def _ligne(
    importe: ImportHeures, rang: int, groupe: int, lue: LigneLue | LigneImportee, personne: object, p: Proposee
) -> LigneImportee:
    """One row from what was read (a reader's row, or a stored one that is proposed again)."""
    depuis_le_fichier = isinstance(lue, LigneLue)
    return LigneImportee(
        import_heures=importe,
        rang=rang,
        groupe=groupe,
        nom=lue.nom[:100],
        prenom=lue.prenom[:100],
        date_naissance=lue.date_naissance,
        beneficiaire_id=personne,
        mois=lue.mois.premier_jour if depuis_le_fichier else lue.mois,
        heures_lues=lue.heures if depuis_le_fichier else lue.heures_lues,
        heures=p.heures,
        heures_avant=p.heures_avant,
        non_travaillees=p.non_travaillees,
        regularisation=lue.regularisation,
        utilisatrice=lue.utilisatrice[:14],
        contrat_id=p.contrat,
        chantier_id=p.chantier,
        sort=p.sort,
        phrase=p.phrase[:300],
        note=lue.note[:300],
        source_feuille=lue.source.feuille[:80] if depuis_le_fichier else lue.source_feuille,
        source_rang=lue.source.rang if depuis_le_fichier else lue.source_rang,
    )


def _reconnaitre(organisation: Organisation, lues: Sequence[LigneLue]) -> list[Reconnue]:
    """(person, near ones) of each row: what the reader knew, else our own directory."""
    annuaire: Annuaire | None = None
    reconnues: list[Reconnue] = []
    for lue in lues:
        if lue.personne is not None or lue.proches:
            reconnues.append((lue.personne, lue.proches))
            continue
        annuaire = annuaire or Annuaire.de(connues_de_l_organisation(organisation))
        vu = annuaire.rapprocher(Identite(lue.nom, lue.prenom, lue.date_naissance, lue.nom_usage))
        exact = vu.exact.cle if vu.exact else None
        reconnues.append((exact, tuple((c.cle, str(raison)) for c, raison in vu.proches)))
    return reconnues


def _uuids(cles: set[int]) -> dict[int, UUID]:
    return dict(Beneficiaire.objects.filter(pk__in=cles).values_list("pk", "uuid")) if cles else {}
