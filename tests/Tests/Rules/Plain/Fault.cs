namespace Tests.Rules.Plain;

/// <summary>Ways to get it wrong, planted into the plain evaluator: each must show as a difference, else the test could not see it.</summary>
public enum Fault
{
    None,
    WindowHoldsItsEdge, WindowHoldsTheFuture, FutureEventsCountAtOnce, RangeHoldsItsEnd, RangeMissesItsStart, RangeAgoHoldsItsEdge, RangeAgoEndsNow,
    AnyIsAll, ExcludeIsIgnored, ExcludeNeedsAll, NotIsIgnored, NotMemberIsMember, ArchivedStay, AutomaticStay, PinsAreIgnored, PinsBeatTheArchive,
    OlderThanHoldsForMissing, OlderThanMissesItsEdge, NotWithinFailsForMissing, DayIsItsStart, AfterADayIsAfterItsStart,
    WithinNextHoldsNow, WithinNextMissesItsEnd,
    WeekBeginsOnSunday, WeekBeginsOnMonday, LastWeekIsThisWeek, LastMonthIsThirtyDays, TomorrowIsYesterday,
    CalendarIsUtc, CalendarDaysAreOf24Hours, CalendarForgetsTheLastDay, FutureEventsOfTodayCount, DatesAreOfUtc,
    AnniversaryForgetsItsEnd, AnniversaryNextForgetsItsEnd, AnniversaryLooksTheOtherWay, LeapDayNeedsALeapYear, UnknownYearIsUnread,
    AtLeastIsMoreThan, AtMostNeedsOne, ExactlyIsAtLeast, OneClauseIsEnough, OccurrenceIsAny, OccurrenceIsPickedLast, FirstIsLast, LastIsFirst,
    PagesCountAsEvents, EventsCountAsPages, PagesHaveNoName, PagesHaveNoPath,
    CountsIgnoreTheirWindow, PassiveEventsAreNoEvents, SessionsAreEvents, SessionsHoldTheirEdge, SessionsHoldPassiveEvents, SessionIsDatedAtItsEnd,
    InactiveEventsAreSeen, FirstSeenIsLast, DeviceOfTheFirst, FutureDevicesCount, DeviceTypeIsIgnored,
    HasBeenMissesItsEdge, HasBeenRestarts, HasBeenForgivesBreaks, HasBeenSinceItCameIn,
    NegativeHoldsForOneElement, CaseMatters, CompositionMatters, NumbersAreText, BlankExists, MissingIsFalse,
    LiteralKeyLoses, AllOfIsAnyOf, RangeOfNumbersIsOpen, GreaterThanHoldsItsEdge, LessThanHoldsItsEdge, InIsItsFirst, ContainsIsEquals,
    StartIsAnywhere, EndIsAnywhere, NobodyIsNobodyKnown, CountriesAreText,
}
