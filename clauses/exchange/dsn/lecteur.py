"""The reader: fed with chunks, it walks the blocks, drops whoever is not ours, and gives the months it found.

One person is held at a time. She is compared to the people we know as soon as her identity block ends; unknown, her
name is forgotten before her contract is read. A file that is cut, mixed up or contradicts its own counts is refused
as a whole: never a part of a month.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from clauses.exchange.dsn import normes
from clauses.exchange.dsn.declarations import Declaration, assembler
from clauses.exchange.dsn.heures import Remuneration, lire_heures
from clauses.exchange.dsn.rubriques import Analyseur, Decoupeur, Illisible, jour
from clauses.rules.lecture import Constat, Lecture, LigneLue, Portee, Source
from clauses.rules.rapprochement import Annuaire, Connue, Identite, Rapprochement
from clauses.rules.vocabulaire import OrigineLigne

LIGNES_MAX = 20_000_000


@dataclass(slots=True)
class _Personne:
    """The person being read; `identite` empty again as soon as she is known to be nobody of ours."""

    rang: int
    valeurs: dict[int, str] = field(default_factory=dict)
    rapprochement: Rapprochement | None = None
    identite: Identite | None = None
    contrats: dict[str, str] = field(default_factory=dict)
    versement: int = 0
    remunerations: list[Remuneration] = field(default_factory=list)

    @property
    def retenue(self) -> bool:
        return self.rapprochement is not None and not self.rapprochement.aucun


class LecteurDSN:
    """`recevoir` each chunk, then `terminer`. `connues`: the people attached to a clause contract of this SIRET."""

    def __init__(self, siret: str, connues: Iterable[Connue]) -> None:
        self._siret = siret
        self._annuaire = Annuaire.de(connues)
        self._decoupeur, self._analyseur = Decoupeur(), Analyseur()
        self._refus: Constat | None = None
        self._constats: list[Constat] = []
        self._comptes = {"lignes_du_fichier": 0, "personnes_lues": 0, "personnes_retenues": 0, "personnes_ecartees": 0}
        self._declarations: list[Declaration] = []
        self._rang = 0
        self._rubriques_de_l_envoi = 0
        self._declarations_de_l_envoi = 0
        self._bloc: str = ""
        self._numeros: set[int] = set()
        self._dernier = 0
        self._ouverts: set[str] = set()
        self._valeurs: dict[int, str] = {}
        self._siren = ""
        self._etablissement = ""
        self._personne: _Personne | None = None
        self._dans_un_envoi = False

    # --- feeding -------------------------------------------------------------------------------------

    def recevoir(self, morceau: bytes) -> None:
        """Read a chunk; after a refusal the rest is dropped unread."""
        if self._refus is not None:
            return
        try:
            for ligne in self._decoupeur.recevoir(morceau):
                self._lire(ligne)
        except Illisible as erreur:
            self._refuser(erreur)

    def nouveau_fichier(self) -> None:
        """The bytes that follow are another file of the same deposit (the second fraction of a month, say)."""
        if self._refus is not None:
            return
        try:
            self._achever()
        except Illisible as erreur:
            self._refuser(erreur, avec_rang=False)
        self._decoupeur = Decoupeur()

    def terminer(self) -> Lecture:
        """What the whole file says. Refused as a whole: no row, and the reason."""
        if self._refus is None:
            try:
                self._achever()
            except Illisible as erreur:
                self._refuser(erreur, avec_rang=False)
        self._comptes["lignes_du_fichier"] = self._rang
        if self._refus is not None:
            return Lecture(constats=(self._refus,), comptes={"lignes_du_fichier": self._rang})
        return assembler(self._declarations, self._constats, self._comptes)

    def _achever(self) -> None:
        try:
            for ligne in self._decoupeur.terminer():
                self._lire(ligne)
        except Illisible:
            if self._dans_un_envoi:  # the cut fell inside its last line
                raise Illisible("Le fichier est incomplet : sa fin manque.") from None
            raise
        if not self._rang:
            raise Illisible("Le fichier est vide.")
        if self._dans_un_envoi:
            raise Illisible("Le fichier est incomplet : sa fin manque.")

    def _refuser(self, erreur: Illisible, *, avec_rang: bool = True) -> None:
        """Keep the reason only: everything read so far is forgotten."""
        phrase = str(erreur)
        if phrase[:1].islower():
            phrase = f"La ligne {self._rang} {phrase}"
        self._refus = Constat(Portee.REFUS, phrase, Source(rang=self._rang if avec_rang else 0))
        self._declarations.clear()
        self._constats.clear()
        self._personne = None

    # --- walking -------------------------------------------------------------------------------------

    def _lire(self, ligne: bytes) -> None:
        self._rang += 1
        rubrique = self._analyseur.lire(ligne)
        if rubrique is None:
            return
        if self._rang > LIGNES_MAX:
            raise Illisible("Le fichier est bien trop long pour une DSN.")
        bloc, numero, valeur = rubrique
        if not self._dans_un_envoi:
            if bloc != normes.ENVOI:
                raise Illisible("Le fichier ne commence pas comme une DSN (bloc S10.G00.00).")
            self._ouvrir_envoi()
        self._rubriques_de_l_envoi += 1
        if bloc != self._bloc or numero <= self._dernier:
            self._fermer_bloc()
            self._ouvrir_bloc(bloc)
        self._numeros.add(numero)
        self._dernier = numero
        if valeur is not None:
            self._valeurs[numero] = valeur
            if bloc == normes.TOTAL and numero == 2:
                self._fermer_envoi()

    def _ouvrir_envoi(self) -> None:
        self._dans_un_envoi = True
        self._rubriques_de_l_envoi = self._declarations_de_l_envoi = 0
        self._ouverts.clear()

    def _ouvrir_bloc(self, bloc: str) -> None:
        parents = normes.PARENTS.get(bloc)
        if parents is not None and not any(parent in self._ouverts for parent in parents):
            raise Illisible(f"ouvre un bloc {bloc} hors de sa place : le fichier est mélangé ou coupé.")
        self._bloc, self._dernier = bloc, 0
        self._numeros, self._valeurs = set(), {}
        if bloc in (normes.DECLARATION, normes.INDIVIDU, normes.TOTAL):
            self._finir_personne()
        if bloc in normes.PROFONDEUR:
            for plus_bas in normes.PROFONDEUR[normes.PROFONDEUR.index(bloc) + 1 :]:
                self._ouverts.discard(plus_bas)
            self._ouverts.add(bloc)
        if bloc == normes.DECLARATION:
            self._declarations_de_l_envoi += 1
            self._declarations.append(Declaration(rang=self._rang))
        elif bloc == normes.INDIVIDU:
            self._personne = _Personne(rang=self._rang)
            self._comptes["personnes_lues"] += 1
        elif bloc == normes.VERSEMENT and self._personne is not None:
            self._personne.versement += 1

    def _fermer_bloc(self) -> None:
        """What a finished block says; one without its obligatory rubrics is a broken file."""
        bloc, valeurs = self._bloc, self._valeurs
        if not bloc:
            return
        manquent = normes.OBLIGATOIRES.get(bloc, frozenset()) - self._numeros
        if manquent:
            raise Illisible(f"suit un bloc {bloc} incomplet : le fichier est mélangé ou coupé.")
        match bloc:
            case normes.ENVOI:
                self._lire_envoi(valeurs)
            case normes.DECLARATION:
                self._declarations[-1].lire(valeurs)
            case normes.ENTREPRISE:
                self._siren = valeurs.get(1, "")
            case normes.ETABLISSEMENT:
                self._lire_etablissement(self._siren + valeurs.get(1, ""))
            case normes.INDIVIDU:
                self._reconnaitre(valeurs)
            case _ if self._personne is not None and self._personne.retenue:
                self._lire_de_la_personne(bloc, valeurs)

    def _lire_envoi(self, valeurs: dict[int, str]) -> None:
        if valeurs.get(5) == "01":
            raise Illisible("C'est un fichier de test (S10.G00.00.005) : déposez la DSN réelle.")
        norme = valeurs.get(6, "")
        if not normes.NORMES.fullmatch(norme):
            dite = f" {norme}" if norme.isalnum() and len(norme) <= 8 else ""
            raise Illisible(f"La norme{dite} n'est pas lue ici : une DSN en P24, P25 ou P26 est attendue.")

    def _lire_etablissement(self, siret: str) -> None:
        self._etablissement = siret
        if siret == self._siret:
            self._declarations[-1].concerne = True
        else:
            self._declarations[-1].ailleurs += 1

    def _reconnaitre(self, valeurs: dict[int, str]) -> None:
        """Ours, near one of ours, or forgotten at once."""
        personne = self._personne
        assert personne is not None
        declaration = self._declarations[-1]
        if self._etablissement == self._siret and declaration.lisible:
            identite = Identite(
                nom=valeurs.get(2, ""),
                nom_usage=valeurs.get(3, ""),
                prenom=valeurs.get(4, ""),
                date_naissance=jour(valeurs.get(6, "")),
            )
            personne.rapprochement = self._annuaire.rapprocher(identite)
            if personne.retenue:
                personne.identite = identite
                self._comptes["personnes_retenues"] += 1
        if not personne.retenue:
            self._comptes["personnes_ecartees"] += 1
        valeurs.clear()

    def _lire_de_la_personne(self, bloc: str, valeurs: dict[int, str]) -> None:
        personne = self._personne
        assert personne is not None
        if bloc == normes.CONTRAT:
            personne.contrats[valeurs.get(9, "")] = valeurs.get(46, "")
        elif bloc == normes.REMUNERATION:
            personne.remunerations.append(
                Remuneration(
                    versement=personne.versement,
                    rang=self._rang - 1,
                    debut=jour(valeurs.get(1, "")),
                    fin=jour(valeurs.get(2, "")),
                    contrat=valeurs.get(10, ""),
                    sorte=valeurs.get(11, ""),
                    heures=valeurs.get(12, ""),
                )
            )
        elif bloc == normes.ACTIVITE:
            personne.remunerations[-1].activites.append((valeurs.get(1, ""), valeurs.get(2, ""), valeurs.get(3, "")))

    def _finir_personne(self) -> None:
        """Her hours, once all her blocks are read."""
        personne, self._personne = self._personne, None
        if personne is None or not personne.retenue or not self._declarations[-1].lisible:
            return
        identite, rapprochement = personne.identite, personne.rapprochement
        assert identite is not None
        assert rapprochement is not None
        declaration = self._declarations[-1]
        assert declaration.mois is not None
        lues, constats = lire_heures(personne.remunerations, declaration.mois)
        declaration.constats += constats
        if not lues and not constats:
            declaration.constats.append(
                Constat(Portee.INFO, "Une personne connue n'a pas d'heure dans ce fichier.", Source(rang=personne.rang))
            )
        for lue in lues:
            declaration.lignes.append(
                LigneLue(
                    nom=identite.nom,
                    nom_usage=identite.nom_usage,
                    prenom=identite.prenom,
                    date_naissance=identite.date_naissance,
                    mois=lue.mois,
                    heures=lue.heures,
                    origine=OrigineLigne.DSN,
                    source=Source(rang=lue.rang),
                    contrat=lue.contrat,
                    employeur=self._siret,
                    utilisatrice=personne.contrats.get(lue.contrat, ""),
                    personne=rapprochement.exact.cle if rapprochement.exact else None,
                    proches=tuple((c.cle, str(raison)) for c, raison in rapprochement.proches),
                    note=lue.note,
                    regularisation=lue.mois != declaration.mois,
                )
            )

    def _fermer_envoi(self) -> None:
        """The trailer's counts: rubric lines (its own two included) and declarations."""
        annonce, declarations = self._valeurs.get(1, ""), self._valeurs.get(2, "")
        if annonce != str(self._rubriques_de_l_envoi):
            raise Illisible(
                f"Le fichier annonce {_entier(annonce)} rubriques et en contient {self._rubriques_de_l_envoi} : "
                "il est coupé ou modifié."
            )
        if declarations != str(self._declarations_de_l_envoi):
            raise Illisible(
                f"Le fichier annonce {_entier(declarations)} déclarations et en contient "
                f"{self._declarations_de_l_envoi} : il est coupé ou modifié."
            )
        self._bloc, self._dernier = "", 0
        self._dans_un_envoi = False


def lire(contenu: bytes, siret: str, connues: Iterable[Connue], *, pas: int = 65_536) -> Lecture:
    """The same for bytes already in memory (a command, a test)."""
    lecteur = LecteurDSN(siret, connues)
    for debut in range(0, len(contenu), pas):
        lecteur.recevoir(contenu[debut : debut + pas])
    return lecteur.terminer()


def _entier(texte: str) -> str:
    return texte if texte.isascii() and texte.isdigit() and len(texte) < 12 else "un nombre illisible de"
