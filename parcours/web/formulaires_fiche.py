"""The form of a candidate's file: sections of plain fields, read into a `Fiche`. Rules are in the services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from clauses.rules.vocabulaire import NatureCertificat
from parcours.models import Candidat
from parcours.rules.fiche import ActionFrein
from parcours.rules.niveaux import Echelle, ecrire_niveau
from parcours.rules.vocabulaire import Frein, NiveauFormation, NiveauFrancais
from parcours.selectors.fiche import freins_de
from parcours.services.candidats import METIERS_MAX
from parcours.services.fiche import COORDONNEES, PROPRES, Fiche
from socle.formulaires import ChampDate, ChampDecimal, Formulaire
from socle.models import Metier, NatureTerritoire, Territoire
from socle.mots import choix

OUI_NON = (("", "Non renseigné"), ("oui", "Oui"), ("non", "Non"))
EN_BOOLEEN = {"": None, "oui": True, "non": False}
CERTIFICATS_LIBRES = 3
"""Empty rows below the certificates already noted."""
RANGS_MAX = 40
"""Rows of a list read from a page, whatever it sends."""


def _niveaux() -> list[tuple[str, str]]:
    """Both wordings of each level: a bare number means opposite things in the two scales."""
    return [
        ("", "Non renseigné"),
        *((n.value, f"{n.libelle} – ancien {ecrire_niveau(n, Echelle.NOMENCLATURE_1969)}") for n in NiveauFormation),
    ]


def _oui_non(libelle: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=libelle, choices=OUI_NON, required=False, coerce=EN_BOOLEEN.__getitem__, empty_value=None
    )


def _entier(libelle: str, maximum: int) -> forms.IntegerField:
    champ = forms.IntegerField(label=libelle, required=False, min_value=0, max_value=maximum)
    champ.widget.attrs["inputmode"] = "numeric"
    return champ


class FicheForm(Formulaire):
    """Everything the page edits, and the revision it was read at."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    telephone = forms.CharField(
        label="Téléphone", max_length=20, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.EmailField(label="Courriel", required=False)
    niveau = forms.ChoiceField(label="Niveau de formation", choices=_niveaux, required=False)
    experience_mois = _entier("Expérience professionnelle, en mois", 600)
    commune = forms.ModelChoiceField(
        Territoire.objects.filter(nature=NatureTerritoire.COMMUNE).order_by("nom_plie"),
        label="Commune de résidence",
        required=False,
        empty_label="Non renseignée",
        help_text="Le point gardé est le centre de la commune, jamais l'adresse.",
    )
    rayon_km = _entier("Rayon accepté, en kilomètres", 200)
    minutes_trajet = _entier("ou trajet accepté, en minutes", 240)
    permis_b = _oui_non("Permis B")
    vehicule = _oui_non("Véhicule")
    horaires_decales = _oui_non("Prise de poste tôt ou de nuit possible")
    disponible_le = ChampDate(label="Disponible à partir du", required=False)
    heures_cherchees = ChampDecimal(label="Heures cherchées par semaine", required=False, min_value=0)
    niveau_francais = forms.ChoiceField(
        label="Niveau de français", choices=[("", "Non renseigné"), *choix(NiveauFrancais)], required=False
    )
    taille_epi = forms.CharField(label="Taille d'équipement (EPI)", max_length=10, required=False)

    def __init__(self, *args: Any, candidat: Candidat, **options: Any) -> None:
        self.candidat = candidat
        deja = list(candidat.certificats.all())
        options.setdefault("initial", self._initial(candidat, deja))
        super().__init__(*args, **options)
        self.nb_certificats = max(len(deja) + CERTIFICATS_LIBRES, self._envoyes("certificat_"))
        self.nb_metiers = max(METIERS_MAX, len(candidat.metiers.all()), self._envoyes("metier_"))
        metiers = list(Metier.objects.order_by("libelle_plie"))
        choix_metiers = [("", "Aucun"), *((str(m.pk), str(m)) for m in metiers)]
        self._metiers = {str(m.pk): m for m in metiers}
        for rang in range(1, self.nb_metiers + 1):
            self.fields[f"metier_{rang}"] = forms.ChoiceField(
                label=f"Métier, choix {rang}", choices=choix_metiers, required=False
            )
            self.fields[f"experience_{rang}"] = _entier(f"Mois d'expérience, choix {rang}", 600)
        sortes = [("", "Aucun"), *choix(NatureCertificat)]
        for n in range(1, self.nb_certificats + 1):
            self.fields[f"certificat_{n}"] = forms.ChoiceField(label=f"Certificat {n}", choices=sortes, required=False)
            self.fields[f"obtenu_{n}"] = ChampDate(label=f"Obtenu le, certificat {n}", required=False)
        for frein in Frein:
            self.fields[f"frein_{frein}"] = forms.BooleanField(label=frein.libelle, required=False)
            self.fields[f"action_{frein}"] = forms.ChoiceField(
                label=f"Action, {frein.libelle.lower()}", choices=choix(ActionFrein), required=False
            )
            self.fields[f"leve_{frein}"] = ChampDate(label=f"Levé le, {frein.libelle.lower()}", required=False)

    def _envoyes(self, prefixe: str) -> int:
        """The last row sent: none of those typed is dropped when somebody else has emptied theirs."""
        rangs = [nom.removeprefix(prefixe) for nom in self.data if nom.startswith(prefixe)]
        return min(max((int(rang) for rang in rangs if rang.isdecimal()), default=0), RANGS_MAX)

    @staticmethod
    def _initial(candidat: Candidat, certificats: list[Any]) -> dict[str, Any]:
        personne = candidat.beneficiaire
        mots = {None: "", True: "oui", False: "non"}
        valeurs: dict[str, Any] = {"revision": candidat.revision}
        valeurs |= {nom: getattr(candidat, nom) for nom in PROPRES} | {n: getattr(personne, n) for n in COORDONNEES}
        valeurs |= {nom: mots[valeurs[nom]] for nom in ("permis_b", "vehicule", "horaires_decales")}
        for rang, metier in enumerate(candidat.metiers.all(), 1):
            valeurs |= {f"metier_{rang}": str(metier.metier_id), f"experience_{rang}": metier.experience_mois or None}
        for n, certificat in enumerate(certificats, 1):
            valeurs |= {f"certificat_{n}": certificat.code, f"obtenu_{n}": certificat.obtenu_le}
        for frein, (action, leve_le) in freins_de(candidat).items():
            valeurs |= {f"frein_{frein}": True, f"action_{frein}": action, f"leve_{frein}": leve_le}
        return valeurs

    def clean(self) -> dict[str, Any]:
        lus = super().clean() or self.cleaned_data
        for n in range(1, self.nb_certificats + 1):
            if lus.get(f"obtenu_{n}") and not lus.get(f"certificat_{n}"):
                self.add_error(f"certificat_{n}", "Choisissez le certificat obtenu ce jour-là.")
        for rang in range(1, self.nb_metiers + 1):
            if lus.get(f"experience_{rang}") and not lus.get(f"metier_{rang}"):
                self.add_error(f"metier_{rang}", "Choisissez le métier de cette expérience.")
        return lus

    def fiche(self) -> Fiche:
        """What was typed, as the service takes it."""
        lus = self.cleaned_data
        rangs, certificats = range(1, self.nb_metiers + 1), range(1, self.nb_certificats + 1)
        return Fiche(
            **{nom: lus[nom] for nom in (*COORDONNEES, *PROPRES)},
            metiers=[
                (self._metiers[lus[f"metier_{r}"]], lus[f"experience_{r}"] or 0) for r in rangs if lus[f"metier_{r}"]
            ],
            certificats=[(lus[f"certificat_{n}"], lus[f"obtenu_{n}"]) for n in certificats if lus[f"certificat_{n}"]],
            freins={
                f.value: (lus[f"action_{f}"] or ActionFrein.A_FAIRE.value, lus[f"leve_{f}"])
                for f in Frein
                if lus[f"frein_{f}"]
            },
        )

    def ecarts(self) -> Iterator[tuple[str, Any]]:
        """(label, value now recorded) where what was typed differs from what somebody else has just saved."""
        for nom in self.fields:
            champ = self[nom]
            if nom != "revision" and self._ecrit(champ.value()) != self._ecrit(self.initial.get(nom)):
                yield champ.label, self._dire(nom, self.initial.get(nom))

    @staticmethod
    def _ecrit(valeur: Any) -> str:
        if hasattr(valeur, "pk"):
            valeur = valeur.pk
        texte = "" if valeur in (None, False) else str(valeur)
        return texte.replace(",", ".").removesuffix(".00")

    def _dire(self, nom: str, valeur: Any) -> str:
        if valeur in (None, "", False):
            return "vide"
        if valeur is True:
            return "coché"
        mots = dict(getattr(self.fields[nom], "choices", ())) if not hasattr(valeur, "pk") else {}
        return str(mots.get(valeur, f"{valeur:%d/%m/%Y}" if hasattr(valeur, "strftime") else valeur))

    # Sections of the page, for the template.

    def coordonnees(self) -> list[BoundField]:
        return self._champs("telephone", "email")

    def rangs_metiers(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"metier_{r}"], self[f"experience_{r}"]) for r in range(1, self.nb_metiers + 1)]

    def formation(self) -> list[BoundField]:
        return self._champs("niveau", "experience_mois", "niveau_francais")

    def mobilite(self) -> list[BoundField]:
        return self._champs("commune", "rayon_km", "minutes_trajet", "permis_b", "vehicule", "horaires_decales")

    def disponibilite(self) -> list[BoundField]:
        return self._champs("disponible_le", "heures_cherchees", "taille_epi")

    def rangs_certificats(self) -> list[tuple[BoundField, BoundField, Any]]:
        """(kind, date, expiry already computed or None)."""
        fins = [] if self.is_bound else [c.expire_le for c in self.candidat.certificats.all()]
        fins += [None] * (self.nb_certificats - len(fins))
        return [(self[f"certificat_{n}"], self[f"obtenu_{n}"], fins[n - 1]) for n in range(1, self.nb_certificats + 1)]

    def rangs_freins(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        return [(self[f"frein_{f}"], self[f"action_{f}"], self[f"leve_{f}"]) for f in Frein]

    def _champs(self, *noms: str) -> list[BoundField]:
        return [self[nom] for nom in noms]
