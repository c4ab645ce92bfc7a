"""Defects of an official record: a code, and the French sentence that says what was read and kept.

A defect never drops a contract. Only a record without buyer or without number is refused.
"""

from __future__ import annotations

from dataclasses import dataclass

from socle.mots import MotLibelle

LONGUEUR_VALEUR = 80


class CodeDefaut(MotLibelle):
    """What can be wrong in a record, with the sentence shown to the facilitator."""

    CARACTERES_PERDUS = ("caracteres_perdus", "Des caractères ont été perdus à la source : à retitrer à la main.")
    OBJET_ABSENT = ("objet_absent", "L'objet du marché n'est pas indiqué.")
    MONTANT_ABSENT = ("montant_absent", "Le montant n'est pas indiqué.")
    MONTANT_FICTIF = ("montant_fictif", "Le montant publié est une valeur de remplissage : traité comme inconnu.")
    MONTANT_A_VERIFIER = ("montant_a_verifier", "Le montant publié paraît trop faible : à vérifier.")
    MONTANT_ILLISIBLE = ("montant_illisible", "Le montant ne se lit pas : traité comme inconnu.")
    CPV_ABSENT = ("cpv_absent", "Le code CPV n'est pas indiqué.")
    CPV_CORRIGE = ("cpv_corrige", "Le code CPV était mal écrit : il a été ramené à huit chiffres.")
    CPV_ILLISIBLE = ("cpv_illisible", "Le code CPV ne se lit pas.")
    DATE_ABSENTE = ("date_absente", "La date de notification n'est pas indiquée.")
    DATE_ILLISIBLE = ("date_illisible", "Une date ne se lit pas : traitée comme inconnue.")
    DATE_AVEC_FUSEAU = ("date_avec_fuseau", "Une date portait un fuseau horaire : seul le jour a été gardé.")
    PUBLICATION_ABSENTE = ("publication_absente", "La date de publication des données n'est pas indiquée.")
    DUREE_ABSENTE = ("duree_absente", "La durée n'est pas indiquée.")
    DUREE_ILLISIBLE = ("duree_illisible", "La durée ne se lit pas en mois : traitée comme inconnue.")
    SIRET_A_VERIFIER = ("siret_a_verifier", "SIRET d'un titulaire à vérifier.")
    SIRET_ACHETEUR_A_VERIFIER = ("siret_acheteur_a_verifier", "SIRET de l'acheteur à vérifier.")
    IDENTIFIANT_NETTOYE = ("identifiant_nettoye", "Un identifiant était mal écrit : il a été remis en forme.")
    TYPE_IDENTIFIANT_DOUTEUX = (
        "type_identifiant_douteux",
        "Le type d'identifiant d'une entreprise est inhabituel : il ne dit rien de son pays.",
    )
    TITULAIRE_ABSENT = ("titulaire_absent", "Aucun titulaire n'est indiqué.")
    TITULAIRE_SANS_NOM = ("titulaire_sans_nom", "Le nom d'un titulaire manque : son numéro est affiché.")
    LIEU_ABSENT = ("lieu_absent", "Le lieu d'exécution n'est pas indiqué.")
    LIEU_IMPRECIS = ("lieu_imprecis", "Le lieu d'exécution ne dit pas la commune : à placer à la main.")
    LIEU_ILLISIBLE = ("lieu_illisible", "Le code ou le type du lieu d'exécution ne se lit pas.")
    LIBELLE_CORRIGE = ("libelle_corrige", "Un libellé hors liste a été reconnu sous une autre écriture.")
    LIBELLE_INCONNU = ("libelle_inconnu", "Un libellé ne figure dans aucune liste officielle : à vérifier.")
    CONSIDERATION_INCONNUE = (
        "consideration_inconnue",
        "La considération sociale déclarée ne figure pas dans la liste officielle : à vérifier.",
    )
    PLUSIEURS_MONTANTS = (
        "plusieurs_montants",
        "Le même contrat est publié avec plusieurs montants : le plus récent est retenu, les autres sont gardés.",
    )


@dataclass(frozen=True, slots=True)
class Defaut:
    """One defect: its code, the field of the official data, the raw value (never a person's name)."""

    code: CodeDefaut
    champ: str
    valeur: str = ""

    @property
    def phrase(self) -> str:
        """French sentence for the screen, with the value read when there is one."""
        return f"{self.code.libelle} (« {self.valeur} »)" if self.valeur else self.code.libelle


class Constats:
    """Collects the defects of one record; the same defect of the same field and value is kept once."""

    __slots__ = ("_defauts",)

    def __init__(self) -> None:
        self._defauts: dict[Defaut, None] = {}

    def noter(self, code: CodeDefaut, champ: str, valeur: str = "") -> None:
        """Note one defect; a long value is cut at 80 characters."""
        if len(valeur) > LONGUEUR_VALEUR:
            valeur = valeur[: LONGUEUR_VALEUR - 1] + "…"
        self._defauts[Defaut(code, champ, valeur)] = None

    def tous(self) -> tuple[Defaut, ...]:
        """The defects in the order they were met."""
        return tuple(self._defauts)
