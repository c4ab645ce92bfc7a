"""Shapes of a list of people taken from a file: the file, then one line by person, corrected on the spot."""

from __future__ import annotations

from typing import Any

from django import forms

from parcours.exchange.candidats_tableur import RANGS_MAX
from socle.formulaires import FORMATS_DATE, Formulaire
from socle.identifiants import plier
from socle.models import Metier, NatureTerritoire, Territoire


class FichierCandidatsForm(Formulaire):
    """The file that holds the list."""

    fichier = forms.FileField(
        label="Votre fichier",
        help_text="XLSX, XLS, ODS ou CSV ; une ligne par personne, 200 au plus. Il n'est pas conservé.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )


class Repertoire:
    """Communes and trades by their folded names and codes, read once for all the lines."""

    def __init__(self) -> None:
        communes = Territoire.objects.filter(nature=NatureTerritoire.COMMUNE)
        self.communes = {cle: c for c in communes for cle in (c.code.lower(), c.nom_plie)}
        self.metiers = {cle: m for m in Metier.objects.all() for cle in (m.code.lower(), m.libelle_plie)}


class LigneForm(Formulaire):
    """One person of the file."""

    garder = forms.BooleanField(label="Garder", required=False)
    nom = forms.CharField(label="Nom", max_length=100)
    prenom = forms.CharField(label="Prénom", max_length=100)
    date_naissance = forms.DateField(label="Date de naissance", required=False, input_formats=FORMATS_DATE)
    commune = forms.CharField(label="Commune", max_length=80, required=False)
    telephone = forms.CharField(label="Téléphone", max_length=20, required=False)
    email = forms.EmailField(label="Courriel", required=False)
    metier_1 = forms.CharField(label="Métier", max_length=200, required=False)
    metier_2 = forms.CharField(label="Deuxième choix", max_length=200, required=False)
    metier_3 = forms.CharField(label="Troisième choix", max_length=200, required=False)

    def __init__(self, *args: Any, repertoire: Repertoire, **options: Any) -> None:
        super().__init__(*args, **options)
        self.repertoire = repertoire
        for nom, champ in self.fields.items():
            champ.widget.attrs |= {
                "autocomplete": "off",
                "class": "form-check-input" if nom == "garder" else "form-control",
            }
        self.fields["commune"].widget.attrs["list"] = "communes"
        for rang in "123":
            self.fields[f"metier_{rang}"].widget.attrs["list"] = "metiers"

    def full_clean(self) -> None:
        """A line that is not kept asks for nothing; a faulty field says so to whoever hears the page."""
        super().full_clean()
        if self.is_bound and not self.cleaned_data.get("garder"):
            self._errors.clear()
        for nom in self._errors:
            if nom in self.fields:
                self.fields[nom].widget.attrs |= {
                    "aria-invalid": "true",
                    "aria-describedby": f"{self[nom].auto_id}_error",
                }

    def clean_commune(self) -> Territoire | None:
        return self._trouver(self.repertoire.communes, self.cleaned_data["commune"], "Commune inconnue")

    def clean_metier_1(self) -> Metier | None:
        return self._metier("metier_1")

    def clean_metier_2(self) -> Metier | None:
        return self._metier("metier_2")

    def clean_metier_3(self) -> Metier | None:
        return self._metier("metier_3")

    def _metier(self, nom: str) -> Metier | None:
        return self._trouver(self.repertoire.metiers, self.cleaned_data[nom], "Métier inconnu de la liste")

    def _trouver(self, parmi: dict[str, Any], texte: str, inconnu: str) -> Any:
        if not texte.strip():
            return None
        trouve = parmi.get(plier(texte)) or parmi.get(texte.strip().lower())
        if trouve is None:
            raise forms.ValidationError(f"{inconnu} : choisissez dans la liste, ou videz la case.")
        return trouve


class EnteteListeForm(Formulaire):
    """What is said once for all the people of the list."""

    informees = forms.BooleanField(
        label="J'ai informé ces personnes de cette saisie et de leurs droits.",
        required=False,
        help_text="Sinon, la structure de facilitation le fera dans le mois.",
    )


LignesFormSet = forms.formset_factory(LigneForm, extra=0, max_num=RANGS_MAX, absolute_max=RANGS_MAX)
