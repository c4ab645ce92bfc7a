"""What the person says before anything is written: columns of a file in doubt, lines kept or left, values corrected."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from clauses.exchange.heures_tableur import Champ, ValeurIllisible, heures_du_mois, mois_de
from clauses.models import CorrespondanceColonnes, FichierHeures, LigneFichier
from clauses.policies import saisit
from clauses.rules.lecture import LigneLue, Source
from clauses.rules.proposition_tableur import A_TRAITER, DecisionLigne, EtatFichier, SorteLigne
from clauses.rules.vocabulaire import OrigineLigne
from clauses.services.fichiers_heures.faits import charger
from clauses.services.fichiers_heures.proposition import proposer_lignes
from clauses.services.fichiers_heures.reception import confier, traiter
from entreprises.policies import Acteur
from socle.erreurs import DroitRefuse, RegleViolee
from socle.fichiers import PRIVE
from socle.horloge import aujourdhui, maintenant
from socle.periodes import Mois

TERMINE = "Cet import est déjà terminé."


def verrouiller(acteur: Acteur, importation: FichierHeures, *etats: EtatFichier) -> FichierHeures:
    """The import, locked, in one of these states. Inside a transaction."""
    verrou = FichierHeures.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=importation.pk)
    exiger_import(acteur, verrou)
    if verrou.etat not in etats:
        raise RegleViolee(TERMINE)
    return verrou


def exiger_import(acteur: Acteur, importation: FichierHeures) -> None:
    """Only who enters hours for this firm (the platform itself in the command)."""
    sienne = acteur.organisation is not None and acteur.organisation.pk == importation.organisation_id
    if not (acteur.systeme or (sienne and saisit(acteur))):
        raise DroitRefuse("Cet import appartient à une autre entreprise.")


def preciser(
    *,
    acteur: Acteur,
    importation: FichierHeures,
    colonnes: Mapping[str, str],
    mois: Mois | None = None,
    annee: int | None = None,
    minutes: bool | None = None,
) -> FichierHeures:
    """Answer a file in doubt; the columns and the notation of hours are remembered for this firm, then it is read.

    A large one is left to a worker, like the first time.
    A month or a year holds for this file only: next month's file is another month.
    """
    with transaction.atomic():
        verrou = verrouiller(acteur, importation, EtatFichier.A_PRECISER)
        connus = {str(c) for c in Champ}
        gardees = {c: champ for c, champ in colonnes.items() if champ in connus and champ != Champ.CRITERE}
        signature = verrou.correspondance["signature"]
        CorrespondanceColonnes.objects.update_or_create(
            organisation=verrou.organisation,
            signature=signature,
            defaults={
                "reponses": {"colonnes": gardees, "minutes": minutes},
                "par": acteur.utilisateur,
                "le": maintenant(),
            },
        )
        verrou.etat = EtatFichier.RECU
        verrou.mois = mois.premier_jour if mois else verrou.mois
        verrou.annee = annee or verrou.annee
        verrou.progression = 5
        verrou.save(update_fields=["etat", "mois", "annee", "progression"])
        confie = confier(verrou)
    if not confie:
        traiter(cle=importation.uuid, acteur=acteur)
    importation.refresh_from_db()
    return importation


@transaction.atomic
def decider(
    *, acteur: Acteur, importation: FichierHeures, gardees: Mapping[UUID, bool], choix: Mapping[UUID, str] | None = None
) -> int:
    """Keep or leave proposed lines; for a line with several possible contracts, "contract-site" chosen. Changes."""
    verrou = verrouiller(acteur, importation, EtatFichier.A_RELIRE)
    changees = 0
    for voulue, decision in ((True, DecisionLigne.GARDER), (False, DecisionLigne.LAISSER)):
        cles = [u for u, garde in gardees.items() if garde is voulue]
        changees += (
            verrou.lignes.filter(uuid__in=cles)
            .exclude(sorte__in=A_TRAITER)
            .exclude(decision=decision)
            .update(decision=decision)
        )
    for ligne in verrou.lignes.filter(uuid__in=[u for u, v in (choix or {}).items() if v], sorte=SorteLigne.A_CHOISIR):
        case = next((c for c in ligne.candidats if f"{c['contrat']}-{c['chantier']}" == choix[ligne.uuid]), None)  # type: ignore[index]
        if case and ligne.heures is not None and ligne.mois:
            _remplacer(acteur, verrou, ligne, ligne.heures, Mois.depuis(ligne.mois), case=case)
            changees += 1
    return changees


@transaction.atomic
def corriger(
    *, acteur: Acteur, importation: FichierHeures, ligne: UUID, nom: str, prenom: str, mois: str, heures: str
) -> LigneFichier:
    """Correct a refused row on the spot: it is judged again as if the file had said so. Raises RegleViolee."""
    verrou = verrouiller(acteur, importation, EtatFichier.A_RELIRE)
    ancienne = verrou.lignes.filter(uuid=ligne, sorte__in=A_TRAITER).first()
    if ancienne is None:
        raise RegleViolee("Cette ligne n'est plus à corriger.")
    try:
        lu = mois_de(mois.strip())
        valeur = heures_du_mois(heures)
    except ValeurIllisible as erreur:
        raise RegleViolee(str(erreur)) from erreur
    if lu is None or valeur is None or not (nom.strip() or prenom.strip()):
        raise RegleViolee("Indiquez le nom, le mois et les heures de cette ligne.")
    if not Mois(2000, 1) <= lu <= Mois.depuis(aujourdhui()):
        raise RegleViolee(f"Le mois {lu} ne se déclare pas.")
    ancienne.nom, ancienne.prenom = nom.strip()[:200], prenom.strip()[:200]
    return _remplacer(acteur, verrou, ancienne, valeur, lu)


@transaction.atomic
def rejuger(*, acteur: Acteur, ligne: LigneFichier) -> None:
    """Judge again every row of this name, since the person has just been added; what is still unknown stays."""
    verrou = verrouiller(acteur, ligne.origine, EtatFichier.A_RELIRE)
    memes = verrou.lignes.filter(nom=ligne.nom, prenom=ligne.prenom, sorte__in=A_TRAITER).exclude(
        sorte=SorteLigne.REFUSEE
    )
    for une in list(memes.order_by("pk")):
        if une.heures is None or une.mois is None:
            continue
        try:
            with transaction.atomic():
                _remplacer(acteur, verrou, une, une.heures, Mois.depuis(une.mois))
        except RegleViolee:
            continue


@transaction.atomic
def abandonner(*, acteur: Acteur, importation: FichierHeures) -> None:
    """Leave the whole file: nothing is written, its rows are forgotten at once."""
    ouverts = (EtatFichier.RECU, EtatFichier.A_PRECISER, EtatFichier.A_RELIRE)
    verrou = verrouiller(acteur, importation, *ouverts)
    depot = verrou.depot
    verrou.lignes.all().delete()
    verrou.etat, verrou.termine_le = EtatFichier.ABANDONNE, maintenant()
    verrou.depot, verrou.constats, verrou.correspondance = "", [], {}
    verrou.save()
    transaction.on_commit(lambda: PRIVE.effacer(depot))


def _remplacer(
    acteur: Acteur,
    importation: FichierHeures,
    ancienne: LigneFichier,
    heures: Decimal,
    mois: Mois,
    case: dict | None = None,
) -> LigneFichier:
    """Judge one row anew and put the result in its place."""
    faits = charger(acteur, importation.organisation, {mois})
    if case is not None:
        contrat = faits.contrats.get(case["contrat"])
        if contrat is None or case["chantier"] not in faits.chantiers:
            raise RegleViolee("Ce contrat n'est plus en cours : rechargez la page.")
        # Only this contract, on this site: the choice was made.
        faits.contrats = {contrat.pk: contrat}
        faits.par_personne = {contrat.beneficiaire_id: [contrat]}  # type: ignore[assignment]
        intervention = faits.engagements[contrat.intervenant_id]
        site = faits.chantiers[case["chantier"]]
        faits.engagements[contrat.intervenant_id] = type(intervention)(
            intervention.intervenant, intervention.clause, (site,)
        )
        personne = contrat.beneficiaire
        nom, prenom, naissance = personne.nom, personne.prenom, personne.date_naissance
    else:
        nom, prenom, naissance = ancienne.nom, ancienne.prenom, ancienne.date_naissance
    lue = LigneLue(
        nom=nom,
        prenom=prenom,
        mois=mois,
        heures=heures,
        origine=OrigineLigne.TABLEUR,
        source=Source(ancienne.feuille, ancienne.rang, ancienne.colonne),
        date_naissance=naissance,
        non_travaillees=ancienne.non_travaillees,
        chantier="" if case else ancienne.lieu,
    )
    nouvelles = proposer_lignes(faits, [lue])
    for ligne in nouvelles:
        if (
            ligne.contrat
            and importation.lignes.filter(contrat=ligne.contrat, chantier_id=ligne.chantier_id, mois=ligne.mois)
            .exclude(pk=ancienne.pk)
            .exists()
        ):
            raise RegleViolee(
                f"Une autre ligne du fichier donne déjà les heures de {ligne.contrat.beneficiaire} en {mois} : "
                "corrigez son total."
            )
        ligne.origine = importation
    ancienne.delete()
    LigneFichier.objects.bulk_create(nouvelles)
    return nouvelles[0]
