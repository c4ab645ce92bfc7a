"""The form of a favourable decision: criteria ticked with their proofs, PASS IAE, address looked up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from clauses.models import Referentiel
from parcours.models import Critere
from parcours.rules.eligibilite import Preuve
from parcours.rules.pass_iae import PassIae, lire_numero
from parcours.rules.vocabulaire import SortePreuve
from parcours.selectors import criteres
from socle.formulaires import ChampDate, Formulaire
from socle.geocodage import StatutGeocodage, geocoder

POINT = "ou effacez l'adresse et donnez le point (latitude et longitude)."
"""An address left in its field is looked up again, and wins over the point."""
HORS_LIGNE = f"Le service d'adresses ne répond pas : réessayez, {POINT}"
INTROUVABLE = f"Adresse introuvable : précisez-la, {POINT}"


class DateJugee(ChampDate):
    """A date whose absence the rule says, with the others: the facilitator may decide against it."""

    def validate(self, value: Any) -> None:
        """Only an unreadable date stops the form."""


def _coordonnee(libelle: str, borne: int) -> forms.FloatField:
    return forms.FloatField(
        label=libelle,
        localize=True,
        required=False,
        min_value=-borne,
        max_value=borne,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )


@dataclass(frozen=True)
class CritereSaisi:
    """A criterion of the form: its box and the fields of its proof."""

    critere: Critere
    case: forms.BoundField
    champs: tuple[forms.BoundField, ...]

    @property
    def demande_pass(self) -> bool:
        return self.critere.sorte_preuve == SortePreuve.PASS_IAE

    @property
    def demande_adresse(self) -> bool:
        return self.critere.sorte_preuve == SortePreuve.QUARTIER


class AccepterForm(Formulaire):
    """A favourable decision: criteria and proofs, end of the window when it differs, reason."""

    use_required_attribute = False
    NOMS_PASS = ("pass_numero", "pass_debut", "pass_fin", "suspension_du", "suspension_au")

    pass_numero = forms.CharField(
        label="Numéro du PASS IAE",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text="Douze chiffres, comme 99999 21 35866.",
    )
    pass_debut = DateJugee(label="PASS IAE du")
    pass_fin = ChampDate(label="au", required=False, help_text="Vide : deux ans, plus les jours de suspension.")
    suspension_du = ChampDate(label="Suspendu du", required=False)
    suspension_au = ChampDate(label="Suspendu au", required=False)
    adresse = forms.CharField(
        label="Adresse de la personne",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Numéro, rue et commune. Elle n'est pas gardée : seuls le quartier et sa liste le sont.",
    )
    latitude = _coordonnee("Latitude", 90)
    longitude = _coordonnee("Longitude", 180)
    fin = ChampDate(
        label="Fin de la fenêtre, si elle diffère",
        required=False,
        help_text="Vide : celle que donne la règle.",
    )
    motif = forms.CharField(
        label="Motif de la décision",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Demandé pour une demande tardive ou contre une objection. Il reste dans la structure.",
    )

    def __init__(self, *args: Any, referentiel: Referentiel, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lignes = list(criteres(referentiel))
        for critere in self.lignes:
            self.fields[f"critere_{critere.code}"] = forms.BooleanField(label=critere.libelle, required=False)
            self.fields |= dict(_champs_de_preuve(critere))

    def clean_pass_numero(self) -> str:
        texte = self.cleaned_data["pass_numero"]
        numero = lire_numero(texte)
        if texte and numero is None:
            raise forms.ValidationError("Un numéro de PASS IAE a douze chiffres, comme 99999 21 35866.")
        return numero or ""

    def clean(self) -> dict[str, Any]:
        donnees = super().clean()
        for un, autre, phrase in (
            ("latitude", "longitude", "Un point a une latitude et une longitude."),
            ("suspension_du", "suspension_au", "Une suspension a un début et une fin."),
        ):
            if un not in self.errors and autre not in self.errors:
                seule = (donnees.get(un) is None) != (donnees.get(autre) is None)
                if seule:
                    self.add_error(autre if donnees.get(autre) is None else un, phrase)
        return donnees

    def coches(self) -> list[Critere]:
        """The criteria ticked, in the order of the form."""
        donnees = getattr(self, "cleaned_data", {})
        return [c for c in self.lignes if donnees.get(f"critere_{c.code}")]

    @property
    def demande_adresse(self) -> bool:
        """One of the ticked criteria is proved by where the person lives."""
        self.is_valid()
        return any(c.sorte_preuve == SortePreuve.QUARTIER for c in self.coches())

    def montre(self) -> dict[str, Any]:
        """What was shown, as the rule and the service take it; what can't be read is left out."""
        self.is_valid()
        donnees, coches = getattr(self, "cleaned_data", {}), self.coches()
        sortes = {c.sorte_preuve for c in coches}
        latitude, longitude = donnees.get("latitude"), donnees.get("longitude")
        situable = SortePreuve.QUARTIER in sortes and latitude is not None and longitude is not None
        return {
            "preuves": tuple(
                Preuve(
                    c.code,
                    datee_le=donnees.get(f"datee_{c.code}"),
                    expire_le=donnees.get(f"expire_{c.code}"),
                    mois_etablis=donnees.get(f"mois_{c.code}"),
                )
                for c in coches
            ),
            "pass_iae": self._pass(donnees) if SortePreuve.PASS_IAE in sortes else None,
            "point": (latitude, longitude) if situable else None,
        }

    def _pass(self, donnees: dict[str, Any]) -> PassIae:
        du, au = donnees.get("suspension_du"), donnees.get("suspension_au")
        return PassIae(
            numero=donnees.get("pass_numero", self.data.get("pass_numero", "")),
            debut=donnees.get("pass_debut"),
            fin=donnees.get("pass_fin"),
            suspensions=((du, au),) if du and au else (),
        )

    def groupes(self) -> list[tuple[str, list[CritereSaisi]]]:
        """The criteria by what they open: alone, added up, as a condition; with their fields."""
        roles: dict[str, list[CritereSaisi]] = {"seul": [], "cumul": [], "condition": [], "indicateur": []}
        for critere in self.lignes:
            noms = [nom for nom, _ in _champs_de_preuve(critere)]
            saisi = CritereSaisi(critere, self[f"critere_{critere.code}"], tuple(self[nom] for nom in noms))
            roles[_role(critere)].append(saisi)
        return [(role, saisis) for role, saisis in roles.items() if saisis]

    def champs_pass(self) -> list[forms.BoundField]:
        return [self[nom] for nom in self.NOMS_PASS]


def _role(critere: Critere) -> str:
    if critere.suffit_seul:
        return "seul"
    if critere.condition:
        return "condition"
    return "cumul" if critere.niveau == 2 else "indicateur"


def _champs_de_preuve(critere: Critere) -> Iterator[tuple[str, forms.Field]]:
    """The fields of a criterion's proof; the PASS has its own."""
    if critere.sorte_preuve == SortePreuve.PASS_IAE:
        return
    if critere.age_preuve_mois is not None:
        yield f"datee_{critere.code}", DateJugee(label="Justificatif daté du")
    if critere.sorte_preuve == SortePreuve.JUSTIFICATIF:
        yield f"expire_{critere.code}", ChampDate(label="Droit ouvert jusqu'au, s'il a une fin", required=False)
    if critere.mois_minimal is not None:
        yield (
            f"mois_{critere.code}",
            forms.IntegerField(
                label=f"Mois établis ({critere.mois_minimal} au moins)",
                required=False,
                min_value=0,
                max_value=600,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "court"}),
            ),
        )


def placer(donnees: QueryDict) -> tuple[QueryDict, str]:
    """The typed address looked up: the form with its point, the address gone once found; and a sentence (or "").

    Only a house number found for sure gives a point: a street can't prove on which side of a limit one lives.
    """
    adresse = " ".join(donnees.get("adresse", "").split())
    if not adresse:
        return donnees, ""
    trouve = geocoder(adresse, partout=True)
    if trouve.statut is StatutGeocodage.HORS_LIGNE:
        return donnees, HORS_LIGNE
    remplies = donnees.copy()
    if trouve.statut is StatutGeocodage.TROUVE:
        remplies["adresse"] = ""
        remplies["latitude"], remplies["longitude"] = str(trouve.lat), str(trouve.lon)
        return remplies, f"Adresse trouvée : {trouve.label}."
    remplies["latitude"] = remplies["longitude"] = ""
    if trouve.a_un_point:
        return remplies, f"Seulement « {trouve.label} » a été trouvé, sans le numéro : précisez, {POINT}"
    return remplies, INTROUVABLE
