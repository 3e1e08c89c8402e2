"""The words of notices: of which kind one is, what it counts as where it is served, and how it stands."""

from enum import StrEnum

from cases.service.words import ServedAs


class NoticeKind(StrEnum):
    """Which notice it is, by the tenancy that it is for and the Act that asks for it."""

    SECURE = "nosp_s83"
    """Of seeking possession of a secure periodic tenancy (Housing Act 1985 s.83)."""
    SECURE_FIXED = "nosp_s83_fixed"
    """The same of a secure fixed term, which no date rule binds (Housing Act 1985 s.83; Croydon v Kalonga)."""
    INTRODUCTORY = "s128_notice"
    """Of proceedings for possession of an introductory tenancy (Housing Act 1996 s.128)."""
    DEMOTED = "s143e_notice"
    """Of proceedings for possession of a demoted tenancy (Housing Act 1996 s.143E)."""
    SECTION_8 = "s8_notice"
    """Seeking possession of an assured tenancy (Housing Act 1988 s.8)."""
    SECTION_21 = "s21_notice"
    """Requiring possession of an assured shorthold (Housing Act 1988 s.21)."""
    QUIT = "ntq"
    """To quit a dwelling that is neither secure nor assured (Protection from Eviction Act 1977 s.5)."""
    QUIT_GARAGE = "ntq_garage"
    """To quit what is no dwelling: by its agreement, and the common law of periodic tenancies."""
    LEAVE = "notice_to_leave"
    """To end an excluded licence, of whatever length its own terms call reasonable."""


SERVED_AS = {
    NoticeKind.SECURE: ServedAs.NOSP_S83,
    NoticeKind.SECURE_FIXED: ServedAs.NOSP_S83,
    NoticeKind.INTRODUCTORY: ServedAs.S128_NOTICE,
    NoticeKind.DEMOTED: ServedAs.S143E_NOTICE,
    NoticeKind.SECTION_8: ServedAs.S8_NOTICE,
    NoticeKind.SECTION_21: ServedAs.S21_NOTICE,
    NoticeKind.QUIT: ServedAs.NTQ,
    NoticeKind.QUIT_GARAGE: ServedAs.NTQ,
    NoticeKind.LEAVE: ServedAs.NTQ,
}
"""What each is where it is decided whether, and when, it counts as served."""


NAMES = {
    NoticeKind.SECURE: "Notice of seeking possession (Housing Act 1985 s.83)",
    NoticeKind.SECURE_FIXED: "Notice of seeking possession of a fixed term (Housing Act 1985 s.83)",
    NoticeKind.INTRODUCTORY: "Notice of proceedings, introductory tenancy (Housing Act 1996 s.128)",
    NoticeKind.DEMOTED: "Notice of proceedings, demoted tenancy (Housing Act 1996 s.143E)",
    NoticeKind.SECTION_8: "Notice seeking possession (Housing Act 1988 s.8)",
    NoticeKind.SECTION_21: "Notice requiring possession (Housing Act 1988 s.21)",
    NoticeKind.QUIT: "Notice to quit (Protection from Eviction Act 1977 s.5)",
    NoticeKind.QUIT_GARAGE: "Notice to quit a garage",
    NoticeKind.LEAVE: "Notice to leave (excluded licence)",
}
"""Each as people read it."""


class NoticeStatus(StrEnum):
    """How a notice stands on a day."""

    DRAFTED = "drafted"
    """It went to nobody yet."""
    PARTLY_SERVED = "partly served"
    """Somebody on whom it must be served it has not reached."""
    IN_DOUBT = "in doubt"
    """Somebody must check or decide: whether it was served, on whom, or what its grounds and its dates rest on."""
    VOID = "void"
    """It was served while nothing of the kind had effect."""
    WRONG_DATE = "wrong date"
    """The date that it names is earlier than the law allows for the day on which it was served, or is no use."""
    WRONG = "wrong notice"
    """By what is known now of the tenancy it takes another."""
    RUNNING = "running"
    """Its time has not run: no claim may begin on it."""
    RIPE = "ripe"
    """A claim may begin on it."""
    LAPSED = "lapsed"
    """The days on which a claim may begin are over; or nobody served it while it could be."""
    WITHDRAWN = "withdrawn"


OVER = frozenset(
    {NoticeStatus.VOID, NoticeStatus.WRONG_DATE, NoticeStatus.WRONG, NoticeStatus.LAPSED, NoticeStatus.WITHDRAWN}
)
"""Of which nothing comes any more: whoever wants a claim serves another."""
