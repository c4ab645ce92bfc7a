"""Two parallel worlds, ours and a neighbour's: an office, a firm, a client… with one object of each kind.

Built once per module (fixture `mondes`), inside a transaction undone at the end; each test works in a savepoint.
Every value a reader must not see is a canary: a word that exists nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.test import Client
from wagtail.models import Site

from chantiers.models import Chantier, NaturePhase, Operation, PhaseChantier
from clauses.models import (
    AvisPersonne,
    Beneficiaire,
    Besoin,
    ClauseInsertion,
    ContratTravail,
    ConventionGlobalisation,
    Declaration,
    DemandeValidation,
    DeplacementPropose,
    FenetreEligibilite,
    FichierHeures,
    ImportHeures,
    Intervenant,
    LigneHeures,
    LimiteMembre,
    Lot,
    Marche,
    MarchePublie,
    Piece,
    Relance,
    Releve,
    Reprise,
)
from clauses.rules.etats import EtatClause
from clauses.rules.imports import FormatFichier
from clauses.rules.lecture import Lecture, LigneLue, Source
from clauses.rules.vocabulaire import OrigineLigne, RoleIntervenant, TypeContrat, UsageMotif
from clauses.services import (
    brouillons,
    declarations,
    documents_du_mois,
    fichiers_heures,
    imports,
    missions,
    releves,
    reprises,
    validation,
)
from clauses.services.documents import joindre_acte
from clauses.services.globalisations import conclure
from clauses.services.justificatifs import deposer_justificatif
from clauses.services.personnes import DonneesContrat, Identite, ajouter_personne
from cms.models import ReglagesSite
from comptes.models import Utilisateur
from entreprises.models import Invitation, Membre, Organisation
from entreprises.policies import Acteur
from entreprises.rules import Nature, Role
from entreprises.selectors import acteur_de
from entreprises.services import suspendre_membre
from entreprises.web.session import CLE_ESPACE
from parcours.models import Candidat, Critere, DemandePublique, Enchainement, Fusion, MiseEnRelation
from parcours.rules.eligibilite import Preuve
from parcours.rules.pass_iae import PassIae, ecrire_numero
from parcours.rules.vocabulaire import SortePreuve
from parcours.services import candidats, decisions, fusions, prolongations
from parcours.services.carnet import ouvrir_lien
from socle.horloge import aujourdhui, maintenant
from socle.models import Territoire
from socle.periodes import Mois
from tests.fabriques.comptes import un_utilisateur
from tests.fabriques.declarations import un_beneficiaire, un_contrat, un_motif, une_fenetre
from tests.fabriques.documents import un_pdf
from tests.fabriques.entreprises import SYSTEME, un_acteur, un_membre, une_invitation, une_organisation
from tests.fabriques.marches import (
    un_chantier,
    un_intervenant,
    un_lot,
    un_marche,
    un_marche_publie,
    un_programme,
    un_referentiel,
    une_clause,
    une_operation,
)
from tests.fabriques.public import un_besoin, une_decision
from tests.fabriques.reprises import un_engagement, un_fichier
from tests.fabriques.socle import un_carre, un_metier, un_quartier, un_territoire

PDF = un_pdf("Pièce jointe")

ANONYME, SUSPENDU = "ANONYME", "SUSPENDU"
ROLES: tuple[str, ...] = (ANONYME, *(r.value for r in Role), SUSPENDU)
"""Everybody who may knock: nobody, each role in its own world, and a member whose rights are suspended."""


@dataclass(frozen=True)
class Canaris:
    """Values planted in one world; a page that shows one of them says who leaks."""

    critere: str
    critere_code: str
    condition: str
    condition_code: str
    pass_iae: str
    quartier: str
    quartier_code: str
    motif_prolongation: str
    naissance: date
    telephone: str
    courriel: str
    motif_decision: str

    @property
    def eligibilite(self) -> dict[str, str]:
        """Why a person is eligible, in every form: value → what it is. Of the office's file only."""
        return {
            self.critere: "le critère d'éligibilité",
            self.critere_code: "le code du critère",
            self.condition: "le second critère",
            self.condition_code: "le code du second critère",
            self.motif_decision: "le motif de la décision",
            self.pass_iae: "le numéro de PASS IAE",
            ecrire_numero(self.pass_iae): "le numéro de PASS IAE",
            self.quartier: "le quartier prioritaire",
            self.quartier_code: "le code du quartier prioritaire",
            self.motif_prolongation: "le motif de la prolongation",
        }

    @property
    def naissance_ecrite(self) -> tuple[str, ...]:
        """The birth date in every form a page or a file may write it."""
        jour = self.naissance
        return (
            jour.isoformat(),
            f"{jour:%d/%m/%Y}",
            f"{jour.day} mars {jour.year}",
            f"{jour.day}\u00a0mars\u00a0{jour.year}",
        )


@dataclass
class Monde:
    """One office and all around it."""

    prefixe: str
    canaris: Canaris
    commune: Territoire
    office: Organisation
    entreprise: Organisation
    sous_traitante: Organisation
    maitre_ouvrage: Organisation
    membres: dict[str, Membre]
    sessions: dict[str, str] = field(default_factory=dict)

    operation: Operation = None  # type: ignore[assignment]
    chantier: Chantier = None  # type: ignore[assignment]
    phase: PhaseChantier = None  # type: ignore[assignment]
    marche_publie: MarchePublie = None  # type: ignore[assignment]
    marche: Marche = None  # type: ignore[assignment]
    lot: Lot = None  # type: ignore[assignment]
    lot_nu: Lot = None  # type: ignore[assignment]
    clause: ClauseInsertion = None  # type: ignore[assignment]
    clause_en_preparation: ClauseInsertion = None  # type: ignore[assignment]
    intervenant: Intervenant = None  # type: ignore[assignment]
    sous_traitant: Intervenant = None  # type: ignore[assignment]
    beneficiaire: Beneficiaire = None  # type: ignore[assignment]
    contrat: ContratTravail = None  # type: ignore[assignment]
    contrat_prete: ContratTravail = None  # type: ignore[assignment]
    demande: DemandeValidation = None  # type: ignore[assignment]
    demande_decidee: DemandeValidation = None  # type: ignore[assignment]
    fenetre: FenetreEligibilite = None  # type: ignore[assignment]
    declarations: dict[str, Declaration] = field(default_factory=dict)
    lignes: dict[str, LigneHeures] = field(default_factory=dict)
    besoin: Besoin = None  # type: ignore[assignment]
    importe: ImportHeures = None  # type: ignore[assignment]
    piece: Piece = None  # type: ignore[assignment]
    releve: Releve = None  # type: ignore[assignment]
    reprise: Reprise = None  # type: ignore[assignment]
    accord: ConventionGlobalisation = None  # type: ignore[assignment]
    piece_du_mois: Piece = None  # type: ignore[assignment]
    deplacement: DeplacementPropose = None  # type: ignore[assignment]
    secret_carnet: str = ""
    avis: AvisPersonne = None  # type: ignore[assignment]
    demande_publique: DemandePublique = None  # type: ignore[assignment]
    enchainement: Enchainement = None  # type: ignore[assignment]
    relation: MiseEnRelation = None  # type: ignore[assignment]
    relance: Relance = None  # type: ignore[assignment]
    referente: Membre = None  # type: ignore[assignment]
    candidat: Candidat = None  # type: ignore[assignment]
    fusion: Fusion = None  # type: ignore[assignment]
    invitation: Invitation = None  # type: ignore[assignment]
    collegue: Membre = None  # type: ignore[assignment]
    cle_import: UUID = None  # type: ignore[assignment]
    fichier_heures: FichierHeures = None  # type: ignore[assignment]

    def acteur(self, role: str) -> Acteur:
        """The actor of this role in this world."""
        membre = self.membres[role]
        return acteur_de(membre.utilisateur, membre.uuid)

    def client(self, role: str, **options: Any) -> Client:
        """A new browser where this role is logged in (nobody for ANONYME); options of Django's test client."""
        return ouvrir(self.sessions.get(role), **options)

    @property
    def utilisateurs(self) -> list[Utilisateur]:
        return [membre.utilisateur for membre in self.membres.values()]


def ouvrir(session: str | None, **options: Any) -> Client:
    """A browser with this session key, or with none."""
    client = Client(**options)
    if session:
        client.cookies["sessionid"] = session
    return client


def une_session(utilisateur: Utilisateur, espace: Membre | None = None) -> str:
    """The key of a new session of this person, in this space."""
    client = Client()
    client.force_login(utilisateur)
    session = client.session
    assert session[SESSION_KEY]
    if espace is not None:
        session[CLE_ESPACE] = str(espace.uuid)
        session.save()
    return client.cookies["sessionid"].value


def un_monde(prefixe: str, rang: int) -> Monde:
    """A whole world; `prefixe` begins every name of it, `rang` makes its canaries its own."""
    canaris = Canaris(
        critere=f"{prefixe} serin doré bénéficiaire du dispositif canari",
        critere_code=f"serin-{rang}",
        condition=f"{prefixe} linotte mélodieuse, condition canari",
        condition_code=f"linotte-{rang}",
        pass_iae=f"9999977{rang}7{rang}7{rang}",
        quartier=f"{prefixe} quartier canari",
        quartier_code=f"QN0938{rang}M",
        motif_prolongation=f"{prefixe} motif canari de la prolongation",
        naissance=date(1987, 3, 10 + rang),
        telephone=f"01 99 00 {rang:02d} {rang:02d}",
        courriel=f"{prefixe.lower()}.intime@canari.test",
        motif_decision=f"{prefixe} motif canari de la décision",
    )
    commune = un_territoire(f"{prefixe}-sur-Seine")
    office = une_organisation(nom=f"{prefixe} Facilitation", nature=Nature.OFFICE)
    entreprise = une_organisation(nom=f"{prefixe} Bâtiment")
    organisations = {
        Role.MAITRE_OUVRAGE: une_organisation(nom=f"{prefixe} Aménagement", nature=Nature.MAITRE_OUVRAGE),
        Role.COLLECTIVITE: une_organisation(nom=f"Ville de {prefixe}", nature=Nature.COLLECTIVITE, territoire=commune),
        Role.PRESCRIPTEUR: une_organisation(nom=f"{prefixe} Mission locale", nature=Nature.PRESCRIPTEUR),
        Role.REDACTION: une_organisation(nom=f"{prefixe} Éditions", nature=Nature.EDITEUR),
    }
    plateforme = une_organisation(nom=f"{prefixe} Plateforme", nature=Nature.PLATEFORME)
    chez = {
        **dict.fromkeys((Role.REFERENT, Role.PAIE, Role.CONDUITE, Role.MANDATAIRE), entreprise),
        **dict.fromkeys((Role.FACILITATEUR, Role.RESPONSABLE), office),
        **organisations,
        **dict.fromkeys((Role.AUDITEUR, Role.ADMINISTRATION), plateforme),
    }
    membres: dict[str, Membre] = {}
    for role in Role:
        personne = un_utilisateur(prenom=role.value.capitalize(), nom=prefixe, telephone="01 40 00 00 00")
        membres[role.value] = un_membre(role=role, organisation=chez[role], utilisateur=personne)
    suspendu = un_membre(role=Role.PAIE, organisation=entreprise, utilisateur=un_utilisateur(nom=prefixe))
    membres[SUSPENDU] = suspendre_membre(acteur=SYSTEME, membre=suspendu, motif="Essai")
    monde = Monde(
        prefixe=prefixe,
        canaris=canaris,
        commune=commune,
        office=office,
        entreprise=entreprise,
        sous_traitante=une_organisation(nom=f"{prefixe} Peinture"),
        maitre_ouvrage=organisations[Role.MAITRE_OUVRAGE],
        membres=membres,
    )
    _equiper(monde)
    _engager(monde)
    _declarer(monde)
    _envoyer_un_fichier(monde)
    _accompagner(monde)
    for role, membre in membres.items():
        membre.utilisateur.refresh_from_db()
        monde.sessions[role] = une_session(membre.utilisateur)
    return monde


def _equiper(m: Monde) -> None:
    m.invitation = une_invitation(organisation=m.entreprise, role=Role.PAIE, acteur=m.acteur(Role.REFERENT))
    m.collegue = un_membre(role=Role.PAIE, organisation=m.entreprise, utilisateur=un_utilisateur(nom=m.prefixe))


def _engager(m: Monde) -> None:
    """A published site of an operation, a contract taken over, three lots: in force, in preparation, without clause."""
    m.operation = une_operation(
        f"{m.prefixe} Opération", programme=un_programme(f"{m.prefixe} Programme"), maitre_ouvrage=m.maitre_ouvrage
    )
    m.chantier = un_chantier(f"{m.prefixe} École", operation=m.operation, communes=[(m.commune, Decimal("100.00"))])
    depuis = (Mois.depuis(aujourdhui()) - 12).premier_jour
    fin = (Mois.depuis(aujourdhui()) + 12).dernier_jour
    m.phase = PhaseChantier.objects.create(
        chantier=m.chantier, nature=NaturePhase.TRAVAUX, debut_observe=depuis, fin_prevue=fin
    )
    une_decision(m.operation)
    m.marche_publie = un_marche_publie(objet=f"{m.prefixe} construction d'un groupe scolaire")
    m.marche = un_marche(
        operation=m.operation,
        office=m.office,
        objet=f"{m.prefixe} groupe scolaire",
        cree_par=m.membres[Role.FACILITATEUR].utilisateur,
        date_notification=depuis,
    )
    travaux = {"chantiers": [m.chantier], "debut_travaux": depuis, "fin_travaux": fin}
    m.lot = un_lot(marche=m.marche, intitule=f"{m.prefixe} gros œuvre", **travaux)
    lot_prepare = un_lot(marche=m.marche, intitule=f"{m.prefixe} peinture", **travaux)
    m.lot_nu = un_lot(marche=m.marche, intitule=f"{m.prefixe} toiture", **travaux)
    referentiel = un_referentiel(f"{m.prefixe} référentiel")
    m.clause = une_clause(
        lot=m.lot,
        heures=Decimal("4974.00"),
        referentiel=referentiel,
        titulaire=m.entreprise,
        facilitateur=m.membres[Role.FACILITATEUR],
        debut=depuis,
    )
    m.clause_en_preparation = une_clause(
        lot=lot_prepare, referentiel=referentiel, titulaire=m.entreprise, etat=EtatClause.BROUILLON, debut=depuis
    )
    m.intervenant = m.lot.intervenants.get()
    m.sous_traitant = un_intervenant(
        lot=m.lot, organisation=m.sous_traitante, role=RoleIntervenant.SOUS_TRAITANT, mandant=m.intervenant
    )
    LimiteMembre.objects.create(membre=m.membres[Role.CONDUITE], lot=m.lot)
    vide = b'{"marches": []}'
    m.cle_import = imports.deposer(
        acteur=m.acteur(Role.FACILITATEUR), fichier=BytesIO(vide), nom="vide.json", taille=len(vide), departements="93"
    )
    m.piece = joindre_acte(
        acteur=m.acteur(Role.FACILITATEUR), clause=m.clause, fichier=BytesIO(PDF), nom="avenant.pdf", nature="avenant"
    )
    m.reprise = reprises.deposer(
        acteur=m.acteur(Role.FACILITATEUR),
        fichier=un_fichier([un_engagement(0, programme="BATIMENT", commune="Stains")]),
        nom="reprise.xlsx",
        origine="Ancien logiciel",
    )
    m.relance = Relance.objects.create(
        intervenant=m.intervenant, declaration_mois=depuis.replace(day=1), nature="LETTRE", prevue_le=depuis
    )
    m.referente = m.membres[Role.REFERENT]
    m.accord = conclure(
        acteur=m.acteur(Role.FACILITATEUR),
        entreprise=m.entreprise,
        clauses=[m.clause, m.clause_en_preparation],
        reference=f"{m.prefixe} accord",
        signee_le=depuis,
        debut=depuis,
    )
    m.deplacement = DeplacementPropose.objects.create(
        source=m.clause,
        cible=m.clause_en_preparation,
        motif_code="mauvais_lot",
        texte=f"{m.prefixe} mauvais lot",
        nb_lignes=1,
        heures=Decimal("7.00"),
        propose_le=maintenant(),
        propose_par=m.membres[Role.FACILITATEUR].utilisateur,
    )
    metier = un_metier(f"{m.prefixe} maçonnerie")
    m.besoin = un_besoin(m.clause, m.chantier, metier=metier)
    m.importe = ImportHeures.objects.create(
        organisation=m.entreprise,
        auteur=m.membres[Role.REFERENT].utilisateur,
        nom_fichier="paie.dsn",
        format=FormatFichier.DSN,
        depose_le=maintenant(),
    )


def _declarer(m: Monde) -> None:
    """Four people, one of them new; months validated, sent back, refused, submitted, and a draft."""
    paie, facilitation = m.acteur(Role.PAIE), m.acteur(Role.FACILITATEUR)
    intime = {
        "date_naissance": m.canaris.naissance,
        "telephone": m.canaris.telephone,
        "email": m.canaris.courriel,
        "commune": m.commune,
    }
    debut = m.clause.debut
    m.beneficiaire = un_beneficiaire(f"{m.prefixe}-Traoré", **intime)
    m.contrat = un_contrat(
        intervenant=m.intervenant, clause=m.clause, beneficiaire=m.beneficiaire, debut=debut, eligible=False
    )
    une_fenetre(m.beneficiaire, m.clause, debut=debut)
    un_motif(UsageMotif.REFUS)
    motif = un_motif(UsageMotif.RENVOI)
    ce_mois = Mois.depuis(aujourdhui())
    for nom, recul in (("validee", 5), ("partielle", 4), ("refusee", 3), ("renvoyee", 2), ("soumise", 1)):
        declaration = brouillons.ouvrir(acteur=paie, intervenant=m.intervenant, mois=ce_mois - recul)
        _saisir(m, paie, declaration)
        declarations.soumettre(acteur=paie, declarations=[declaration])
        m.declarations[nom] = declaration
        m.lignes[nom] = declaration.lignes.get()
    validation.valider(acteur=facilitation, lignes=[m.lignes["validee"].uuid], derogation="Essai")
    validation.valider_partiellement(
        acteur=facilitation,
        ligne=m.lignes["partielle"].uuid,
        heures=Decimal(20),
        motif=motif,
        texte="En partie",
        derogation="Essai",
    )
    validation.refuser(acteur=facilitation, lignes=[m.lignes["refusee"].uuid], motif=motif, texte="Hors clause")
    validation.renvoyer(acteur=facilitation, lignes=[m.lignes["renvoyee"].uuid], motif=motif, texte="À revoir")
    declarations.ecrire_message(acteur=paie, declaration=m.declarations["soumise"], texte="Bonjour")
    m.releve = releves.etablir(acteur=facilitation, clause=m.clause, jusqu_au=aujourdhui())
    m.declarations["brouillon"] = brouillons.ouvrir(acteur=paie, intervenant=m.intervenant, mois=ce_mois)
    _saisir(m, paie, m.declarations["brouillon"])
    m.declarations["sous_traitant"] = brouillons.ouvrir(
        acteur=facilitation, intervenant=m.sous_traitant, mois=ce_mois - 1
    )
    renvoyee = m.lignes["renvoyee"]
    bilan = documents_du_mois.deposer(
        acteur=m.acteur(Role.PAIE),
        declarations=[renvoyee.declaration],
        fichiers=[(f"{m.prefixe} attestation.pdf", BytesIO(un_pdf(f"{m.prefixe} attestation")))],
    )
    m.piece_du_mois = bilan.gardees[0]
    for nom in ("validee", "partielle", "refusee", "renvoyee", "soumise"):
        m.lignes[nom].refresh_from_db()
    m.contrat_prete = un_contrat(
        intervenant=m.intervenant,
        clause=m.clause,
        beneficiaire=m.beneficiaire,
        debut=aujourdhui() - timedelta(days=3),
        fin=aujourdhui() - timedelta(days=1),
        eligible=False,
        employeur=m.sous_traitante,
        entreprise_utilisatrice=m.entreprise,
        type_contrat=TypeContrat.INTERIM,
        modalite="MISE_A_DISPOSITION",
    )
    missions.ajouter_mission(acteur=paie, contrat=m.contrat_prete, debut=aujourdhui(), fin=aujourdhui())


def _envoyer_un_fichier(m: Monde) -> None:
    """A file of hours that waits for the firm's review; one row names somebody whom it does not know."""
    lues = [
        LigneLue(nom=nom, prenom="Awa", mois=Mois.depuis(aujourdhui()), heures=Decimal(71),
                 origine=OrigineLigne.TABLEUR, source=Source("", rang, "D"))
        for rang, nom in enumerate((m.beneficiaire.nom, f"{m.prefixe}-Inconnue"), start=2)
    ]  # fmt: skip
    m.fichier_heures = fichiers_heures.proposer(
        acteur=m.acteur(Role.PAIE), lecture=Lecture(lignes=tuple(lues)), nom=f"{m.prefixe}.xlsx", format="xlsx"
    )


def _saisir(m: Monde, paie: Acteur, declaration: Declaration) -> None:
    saisie = brouillons.SaisieLigne(contrat=m.contrat, chantier_id=m.chantier.pk, heures=Decimal(70))
    brouillons.enregistrer_brouillon(acteur=paie, declaration=declaration, saisies=[saisie])


def _accompagner(m: Monde) -> None:
    """Two new people to decide (one decided, its window prolonged), and a candidate of the prescriber."""
    referent, facilitation = m.acteur(Role.REFERENT), m.acteur(Role.FACILITATEUR)
    intimes = m.canaris
    criteres = (
        (intimes.critere_code, intimes.critere, {"sorte_preuve": SortePreuve.PASS_IAE}),
        (
            intimes.condition_code,
            intimes.condition,
            {"sorte_preuve": SortePreuve.QUARTIER, "suffit_seul": False, "condition": True},
        ),
    )
    for code, libelle, champs in criteres:
        Critere.objects.create(referentiel=m.clause.referentiel, code=code, libelle=libelle, **champs)
    ouest = 2.3 + len(m.prefixe) / 10
    un_quartier(intimes.quartier_code, intimes.quartier, contour=un_carre(ouest=ouest))
    m.demande = _demande(m, referent, f"{m.prefixe}-Attente")
    m.demande_decidee = _demande(m, referent, f"{m.prefixe}-Décidée")
    for demande in (m.demande, m.demande_decidee):
        deposer_justificatif(acteur=referent, demande=demande, fichier=BytesIO(PDF), nom="attestation.pdf")
    decision = decisions.accepter(
        acteur=facilitation,
        demande=m.demande_decidee,
        preuves=[Preuve(intimes.critere_code), Preuve(intimes.condition_code, aujourdhui())],
        pass_iae=PassIae(intimes.pass_iae, aujourdhui()),
        point=(48.91, ouest + 0.01),
        motif=intimes.motif_decision,
    )
    m.fenetre = prolongations.prolonger(
        acteur=facilitation,
        fenetre=decision.fenetre,
        fin=decision.fenetre.fin + timedelta(days=30),
        motif=intimes.motif_prolongation,
    )
    identite = Identite(
        nom=f"{m.prefixe}-Candidat",
        prenom="Inès",
        date_naissance=m.canaris.naissance,
        telephone=m.canaris.telephone,
        email=m.canaris.courriel,
    )
    m.candidat = candidats.saisir(acteur=m.acteur(Role.PRESCRIPTEUR), identite=identite, informee=True)
    # Somebody whom the office follows: a link that stays open, and a month that she contests.
    suivie = candidats.saisir(
        acteur=facilitation, identite=Identite(nom=f"{m.prefixe}-Suivie", prenom="Lina"), informee=True
    )
    _, m.secret_carnet = ouvrir_lien(acteur=facilitation, candidat=suivie)
    m.avis = AvisPersonne.objects.create(
        beneficiaire=m.beneficiaire, mois=m.declarations["soumise"].mois, juste=False, dit_le=maintenant()
    )
    m.demande_publique = DemandePublique.objects.create(
        chantier=m.chantier, nom=f"{m.prefixe}-Volontaire", telephone="0639980000", deposee_le=maintenant()
    )
    bientot_finie = un_contrat(
        intervenant=m.intervenant,
        clause=m.clause,
        beneficiaire=suivie.beneficiaire,
        debut=aujourdhui() - timedelta(days=30),
        fin=aujourdhui() + timedelta(days=30),
        eligible=False,
    )
    m.enchainement = Enchainement.objects.create(contrat=bientot_finie, signale_le=maintenant())
    # Its own person: the canaries of the one above must never reach a firm.
    propose = candidats.saisir(
        acteur=facilitation, identite=Identite(nom=f"{m.prefixe}-Proposée", prenom="Lina"), informee=True
    )
    m.relation = MiseEnRelation.objects.create(
        besoin=m.besoin, candidat=propose, proposee_le=maintenant(), proposee_par=facilitation.utilisateur
    )
    double = candidats.saisir(acteur=facilitation, identite=Identite(nom=f"{m.prefixe}-Candidate", prenom="Ines"))
    m.fusion = fusions.fusionner(acteur=facilitation, candidat=m.candidat, autre=double.beneficiaire)


def _demande(m: Monde, acteur: Acteur, nom: str) -> DemandeValidation:
    contrat = ajouter_personne(
        acteur=acteur,
        intervenant=m.intervenant,
        identite=Identite(nom=nom, prenom="Samia", date_naissance=m.canaris.naissance),
        contrat=DonneesContrat(
            type_contrat=TypeContrat.CDI,
            modalite="EMBAUCHE_DIRECTE",
            employeur=m.entreprise,
            debut=aujourdhui() + timedelta(days=7),
        ),
    )
    return DemandeValidation.objects.get(contrat=contrat)


@dataclass
class Mondes:
    """Ours, the neighbour's, and people who stand in both."""

    notre: Monde
    voisin: Monde
    deux_offices: str
    """Session of a facilitator of both offices, active in ours."""
    paie_et_facilitation: str
    """Session of somebody who facilitates with the neighbour (active) and does the payroll of our firm."""


def deux_mondes() -> Mondes:
    """Both worlds and the people with two roles."""
    ReglagesSite.for_site(Site.objects.get(is_default_site=True))  # written once, by the reference data
    notre, voisin = un_monde("Notremonde", 1), un_monde("Voisinage", 2)
    ici = un_acteur(role=Role.FACILITATEUR, organisation=notre.office)
    un_membre(role=Role.FACILITATEUR, organisation=voisin.office, utilisateur=ici.utilisateur)
    la_bas = un_acteur(role=Role.FACILITATEUR, organisation=voisin.office)
    un_membre(role=Role.PAIE, organisation=notre.entreprise, utilisateur=la_bas.utilisateur)
    return Mondes(
        notre=notre,
        voisin=voisin,
        deux_offices=une_session(ici.utilisateur, ici.espace),
        paie_et_facilitation=une_session(la_bas.utilisateur, la_bas.espace),
    )


__all__ = [
    "ANONYME",
    "ROLES",
    "SUSPENDU",
    "Canaris",
    "Monde",
    "Mondes",
    "deux_mondes",
    "maintenant",
    "ouvrir",
    "un_monde",
]
