"""The systems that the demo's rows come from: the shipped ones, and what their mappings will say with the next step."""

from dataclasses import replace

from formbuilder.systems import store
from formbuilder.systems.store import System

#: Fields that a system's columns give only together (building, unit and room → an address), or in its next version.
TOGETHER: dict[str, frozenset[str]] = {
    "d1": frozenset({"current_address", "person_status", "emergency_contact_name", "emergency_contact_phone"}),
    "c5": frozenset({"building_no", "unit_no", "occupancy_status"}),
}
#: The register of households stands in no shipped table of its own.
REGISTER = System(
    code="p2",
    name="省公安户籍管理系统",
    name_en="Provincial household register",
    department="ga",
    level="provincial",
    entity="household",
    fields=frozenset(
        {
            "household_register_no",
            "head_name",
            "head_id_number",
            "household_size",
            "household_type",
            "household_dwelling",
        }
    ),
)


def systems() -> list[System]:
    """All systems of the demo."""
    shipped = (replace(s, fields=s.fields | TOGETHER.get(s.code, frozenset())) for s in store.shipped())
    return sorted((*shipped, REGISTER), key=lambda system: system.code)
