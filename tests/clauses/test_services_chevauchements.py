"""One person's hours across companies: found among thousands, nothing false, both held, freed together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clauses.models import (
    Alerte,
    Beneficiaire,
    ContratTravail,
    ConventionInsertion,
    Declaration,
    FenetreEligibilite,
    LigneHeures,
    Piece,
)
from clauses.rules.vocabulaire import UsageMotif
from clauses.services import brouillons, declarations, validation
from clauses.services.controles import controler_lignes
from entreprises.models import Organisation
from entreprises.rules import Nature
from socle.horloge import maintenant
from socle.identifiants import plier
from tests.fabriques.declarations import (
    MOIS,
    Scene,
    un_beneficiaire,
    un_contrat,
    un_mois_soumis,
    un_motif,
    une_scene,
)

pytestmark = pytest.mark.django_db

PLANTEES = [
    (("Traoré", "Aïssata"), ("TRAORE", "Aissata")),  # accents
    (("Garcia Lopez", "Ana"), ("García-López", "Ana")),  # accents and hyphen
    (("Benali Cherif", "Samir"), ("Benali", "Samir")),  # double surname, one half kept
    (("Moreau", "Lucie"), ("Lucie", "Moreau")),  # swapped
    *[((f"Planteur{n}", "Jo"), None) for n in range(6)],  # one and the same record
]


def des_lignes(scene: Scene, personnes: Sequence[Beneficiaire], heures: int) -> list[LigneHeures]:
    """A submitted month of these people, written by set: the controls are what is tried here."""
    instant = maintenant()
    FenetreEligibilite.objects.bulk_create(
        FenetreEligibilite(
            beneficiaire=p,
            referentiel=scene.clause.referentiel,
            debut=date(2025, 2, 1),
            origine="DECISION",
            enregistre_le=instant,
        )
        for p in personnes
    )
    contrats = ContratTravail.objects.bulk_create(
        ContratTravail(
            beneficiaire=p,
            clause=scene.clause,
            intervenant=scene.intervenant,
            employeur=scene.entreprise,
            type_contrat="CDD",
            modalite="EMBAUCHE_DIRECTE",
            debut=date(2025, 2, 3),
            cree_le=instant,
        )
        for p in personnes
    )
    declaration, _ = Declaration.objects.get_or_create(
        intervenant=scene.intervenant,
        mois=MOIS.premier_jour,
        defaults={"echeance": date(2025, 10, 20), "cree_le": instant},
    )
    return LigneHeures.objects.bulk_create(
        LigneHeures(
            declaration=declaration,
            contrat=contrat,
            chantier_id=scene.chantier_id,
            heures=Decimal(heures),
            etat="SOUMISE",
            modifiee_le=instant,
        )
        for contrat in contrats
    )


def des_personnes(noms: Sequence[tuple[str, str]], *, nees_le: Sequence[date]) -> list[Beneficiaire]:
    return Beneficiaire.objects.bulk_create(
        Beneficiaire(
            nom=nom,
            prenom=prenom,
            nom_plie=plier(nom),
            prenom_plie=plier(prenom),
            date_naissance=jour,
            cree_le=maintenant(),
        )
        for (nom, prenom), jour in zip(noms, nees_le, strict=True)
    )


def jours(nombre: int, depuis: date) -> list[date]:
    return [depuis + timedelta(days=n % 9000) for n in range(nombre)]


def test_dix_chevauchements_parmi_cinq_mille_lignes_aucun_faux_et_autant_de_requetes_que_pour_cent():
    ici, ailleurs = une_scene(personnes=0, heures_dues=900000), une_scene(personnes=0, heures_dues=900000)
    nees = jours(10, date(1985, 3, 1))
    chez_eux = des_personnes([une for une, _ in PLANTEES], nees_le=nees)
    autres_fiches = des_personnes([autre for _, autre in PLANTEES if autre], nees_le=nees[:4])
    partagee = un_beneficiaire("Partagel", "Nina", date_naissance=date(1991, 1, 1))
    homonyme = un_beneficiaire("Planteur1", "Jo", date_naissance=date(1970, 1, 1))
    des_lignes(ailleurs, [*chez_eux, partagee], 75)
    LigneHeures.objects.filter(contrat__beneficiaire__in=chez_eux).update(heures=Decimal(110))

    foule = des_personnes([(f"Nom{n}", f"Prenom{n % 40}") for n in range(4988)], nees_le=jours(4988, date(1980, 1, 1)))
    plantees = des_lignes(ici, [*autres_fiches, *chez_eux[4:]], 110)
    lignes = des_lignes(ici, [*foule, partagee, homonyme], 76)
    assert len(plantees) + len(lignes) == 5000

    with CaptureQueriesContext(
        connection,
    ) as cent:
        controler_lignes(lignes[:100])
    Alerte.objects.all().delete()
    with CaptureQueriesContext(connection) as toutes:
        controler_lignes([*plantees, *lignes])

    trouvees = Alerte.objects.filter(code="A4", ligne__declaration__intervenant=ici.intervenant)
    assert set(trouvees.values_list("ligne_id", flat=True)) == {li.pk for li in plantees}
    assert {a.gravite for a in trouvees} == {"BLOCAGE"}
    en_face = Alerte.objects.filter(code="A4", ligne__declaration__intervenant=ailleurs.intervenant)
    assert {a.ligne.contrat.beneficiaire for a in en_face} == set(chez_eux)
    doubles = Alerte.objects.filter(code="A10").values_list("ligne__contrat__beneficiaire_id", flat=True)
    assert set(doubles) == {p.pk for p in [*autres_fiches, *chez_eux[:4]]}
    # The neighbours' lines are judged too where there are some: at most twice as many queries, whatever the volume.
    assert len(toutes) <= 2 * len(cent) + 8


@pytest.fixture
def deux() -> tuple[Scene, Scene]:
    """Two firms of two offices, the same person under contract in both."""
    une, autre = une_scene(), une_scene(personnes=0)
    autre.contrats = [
        un_contrat(intervenant=autre.intervenant, clause=autre.clause, beneficiaire=une.contrats[0].beneficiaire)
    ]
    return une, autre


def actives(ligne: LigneHeures, code: str = "A4") -> list[Alerte]:
    return list(Alerte.objects.actives().filter(ligne=ligne, code=code))


def corriger(scene: Scene, ligne: LigneHeures, heures: int) -> None:
    ligne.refresh_from_db()
    validation.renvoyer(
        acteur=scene.facilitation, lignes=[ligne.uuid], motif=un_motif(UsageMotif.RENVOI), texte="Vérifiez les heures."
    )
    declaration = ligne.declaration
    brouillons.enregistrer_brouillon(
        acteur=scene.paie,
        declaration=declaration,
        saisies=[brouillons.SaisieLigne(ligne.contrat, ligne.chantier_id, Decimal(heures))],
    )
    declarations.soumettre(acteur=scene.paie, declarations=[declaration])


def test_la_ligne_deja_envoyee_est_tenue_aussi_et_les_deux_sont_liberees_ensemble(deux):
    une, autre = deux
    [premiere] = un_mois_soumis(une, 100)
    assert actives(premiere) == []
    [seconde] = un_mois_soumis(autre, 120)
    assert [a.gravite for a in actives(premiere) + actives(seconde)] == ["BLOCAGE", "BLOCAGE"]
    corriger(autre, seconde, 40)
    assert actives(premiere) + actives(seconde) == []


def test_une_ligne_refusee_ne_pese_plus_et_pese_de_nouveau_si_le_refus_est_leve(deux):
    une, autre = deux
    [premiere], [seconde] = un_mois_soumis(une, 100), un_mois_soumis(autre, 120)
    validation.refuser(
        acteur=autre.facilitation, lignes=[seconde.uuid], motif=un_motif(UsageMotif.REFUS), texte="Autre chantier."
    )
    assert actives(premiere) == []
    seconde.refresh_from_db()
    validation.annuler_refus(acteur=autre.facilitation, lignes=[seconde.uuid], texte="Refus posé par erreur.")
    assert len(actives(premiere)) == len(actives(seconde)) == 1


def test_apres_trois_changements_la_reponse_est_la_meme_quelles_que_soient_les_heures(deux):
    une, autre = deux
    un_mois_soumis(une, 100)
    [ligne] = un_mois_soumis(autre, 60)
    for heures in (64, 61):
        corriger(autre, ligne, heures)
        assert actives(ligne) == []
    corriger(autre, ligne, 20)
    [alerte] = actives(ligne)
    assert alerte.gravite == "ALERTE"
    assert "changées 3 fois" in alerte.detail
    assert not any(c.isdigit() for c in alerte.message)


def test_une_alerte_levee_revient_quand_la_somme_change(deux):
    une, autre = deux
    [premiere], [seconde] = un_mois_soumis(une, 100), un_mois_soumis(autre, 80)
    Alerte.objects.filter(ligne=premiere).update(
        levee_le=maintenant(), levee_par=une.facilitation.utilisateur, levee_motif="Vu avec l'autre office."
    )
    controler_lignes([premiere])
    assert actives(premiere) == []
    corriger(autre, seconde, 90)
    assert len(actives(premiere)) == 1


def test_une_contestation_reste_quand_la_ligne_est_jugee_de_nouveau(deux):
    une, _ = deux
    [ligne] = un_mois_soumis(une, 100)
    Alerte.objects.create(
        ligne=ligne, code="A14", gravite="BLOCAGE", message="À vérifier avec la personne.", creee_le=maintenant()
    )
    controler_lignes([ligne])
    assert len(actives(ligne, "A14")) == 1


def test_le_reste_du_mois_n_attend_pas_la_ligne_en_doute():
    une, autre = une_scene(personnes=4), une_scene(personnes=0)
    autre.contrats = [
        un_contrat(intervenant=autre.intervenant, clause=autre.clause, beneficiaire=une.contrats[0].beneficiaire)
    ]
    un_mois_soumis(autre, 120)
    lignes = un_mois_soumis(une, 110)
    validation.valider_en_lot(acteur=une.facilitation, lignes=[li.uuid for li in lignes])
    assert [LigneHeures.objects.get(pk=li.pk).etat for li in lignes] == ["SOUMISE", "VALIDEE", "VALIDEE", "VALIDEE"]


def test_un_bulletin_deja_joint_a_un_autre_mois_alerte(deux):
    une, _ = deux
    [septembre], [octobre] = un_mois_soumis(une, 100), un_mois_soumis(une, 100, mois=MOIS + 1)
    for ligne in (septembre, octobre):
        Piece.objects.create(
            declaration=ligne.declaration,
            nature="Bulletin",
            nom="bulletin.pdf",
            type_contenu="application/pdf",
            taille=10,
            empreinte="ab" * 32,
            chemin=f"pieces/{uuid4()}",
            deposee_par=une.paie.utilisateur,
            deposee_le=maintenant(),
        )
    controler_lignes([octobre])
    assert len(actives(octobre, "A9")) == 1
    Piece.objects.filter(declaration=septembre.declaration).update(detruite_le=maintenant())
    controler_lignes([octobre])
    assert actives(octobre, "A9") == []


def test_une_mission_d_interim_dans_la_meme_entreprise_se_voit_a_l_embauche():
    scene = une_scene(personnes=0)
    personne = un_beneficiaire()
    interim = Organisation.objects.create(
        nature=Nature.ETTI, nom="Tremplin", nom_plie="tremplin", siret="73282932000074"
    )
    un_contrat(
        intervenant=scene.intervenant,
        clause=scene.clause,
        beneficiaire=personne,
        employeur=interim,
        fin=date(2025, 8, 29),
    )
    scene.contrats = [
        un_contrat(
            intervenant=scene.intervenant,
            clause=scene.clause,
            beneficiaire=personne,
            eligible=False,
            debut=MOIS.premier_jour,
        )
    ]
    [ligne] = un_mois_soumis(scene, 100)
    [alerte] = actives(ligne, "A11")
    assert alerte.gravite == "INFO"
    assert "3 février 2025" in alerte.detail


def test_la_convention_de_la_structure_est_lue_a_ses_dates():
    scene = une_scene()
    [avant] = un_mois_soumis(scene, 100)
    assert actives(avant, "A12") == []
    ConventionInsertion.objects.create(structure=scene.entreprise, valide_du=(MOIS + 1).premier_jour)
    controler_lignes([avant])
    [apres] = un_mois_soumis(scene, 100, mois=MOIS + 1)
    assert [len(actives(ligne, "A12")) for ligne in (avant, apres)] == [1, 0]
