"""What the configuration says about the letters that the office composes itself (`undangan`)."""

from pipeline.config.picture import read_picture
from pipeline.config.section import Section
from pipeline.domain.office import Letterhead, Paper


def read_letterhead(main: Section, name: str) -> Letterhead:
    """The letterhead.

    Args:
        main: pipeline.yaml.
        name: the office's name, which stands there where nothing else is said.
    """
    with main.child("undangan") as here:
        return Letterhead(
            lines=tuple(one.text for one in here.texts("kop")) or (name,),
            address=here.text("alamat"),
            emblem=read_picture(here, "lambang"),
            paper=here.choice("kertas", Paper.F4),
        )
