"""What a person says of her hours: kept, and never without effect on what waits for validation."""

from __future__ import annotations

from django.db import transaction

from clauses.models import AvisPersonne, Beneficiaire, JournalPersonne, LigneHeures
from clauses.policies import Action, exiger
from clauses.selectors.avis_personnes import avis_sur_ses_lignes
from clauses.services.controles import controler_lignes, verrouiller_personne
from entreprises.policies import Acteur
from socle.erreurs import ConflitEcriture, RegleViolee
from socle.horloge import maintenant
from socle.periodes import Mois


@transaction.atomic
def dire(*, beneficiaire: Beneficiaire, mois: Mois, juste: bool) -> AvisPersonne:
    """Keep the person's word on a month; not right: her lines that wait carry a blocking alert (A14) at once.

    The right to speak is the personal link's, checked by its page. Raises RegleViolee for a month without hours.
    """
    verrouiller_personne(beneficiaire.pk)
    lignes = LigneHeures.objects.filter(contrat__beneficiaire=beneficiaire, declaration__mois=mois.premier_jour)
    if not lignes.exclude(etat="BROUILLON").exists():
        raise RegleViolee("Aucune heure n'est déclarée pour ce mois.")
    avant = AvisPersonne.objects.en_vigueur().filter(beneficiaire=beneficiaire, mois=mois.premier_jour).first()
    if avant is not None and avant.juste is juste:
        return avant
    instant = maintenant()
    if avant is not None:
        AvisPersonne.objects.filter(pk=avant.pk).update(remplace_le=instant)
    avis = AvisPersonne.objects.create(beneficiaire=beneficiaire, mois=mois.premier_jour, juste=juste, dit_le=instant)
    JournalPersonne.objects.create(
        beneficiaire=beneficiaire, acte="avis_juste" if juste else "avis_conteste", le=instant, auteur=None
    )
    if not juste:
        controler_lignes(list(lignes.filter(etat="SOUMISE").select_related("declaration").order_by("pk")))
    return avis


@transaction.atomic
def traiter(*, acteur: Acteur, avis: AvisPersonne, motif: str) -> AvisPersonne:
    """A facilitator who decides a line of that month has spoken to the person: what was done.

    Raises RegleViolee without it, AvisPersonne.DoesNotExist for a month where the actor decides nothing.
    """
    exiger(acteur, Action.VALIDER)
    if not motif.strip():
        raise RegleViolee("Dites ce qui a été fait.", champ="motif")
    siens = avis_sur_ses_lignes(acteur).values("pk")
    verrou = AvisPersonne.objects.select_for_update(of=("self",)).filter(pk__in=siens).get(pk=avis.pk)
    if verrou.traite_le is not None or verrou.remplace_le is not None:
        raise ConflitEcriture("Cet avis est déjà traité, ou la personne a changé d'avis.")
    verrou.traite_le, verrou.traite_par, verrou.traite_motif = maintenant(), acteur.utilisateur, motif.strip()[:300]
    verrou.save(update_fields=["traite_le", "traite_par", "traite_motif"])
    JournalPersonne.objects.create(
        beneficiaire_id=verrou.beneficiaire_id, acte="avis_traite", le=verrou.traite_le, auteur=acteur.utilisateur
    )
    return verrou
