namespace Tests.Rules.Plain;

/// <summary>Ways to get it wrong, planted into the plain evaluator: each must show as a difference, else the test could not see it.</summary>
public enum Fault
{
    None,
    WindowHoldsItsEdge, WindowHoldsTheFuture, FutureEventsCountAtOnce, RangeHoldsItsEnd, RangeAgoHoldsItsEdge,
    AnyIsAll, ExcludeIsIgnored, ExcludeNeedsAll, NotIsIgnored, NotMemberIsMember, ArchivedStay,
    OlderThanHoldsForMissing, NotWithinFailsForMissing, DayIsItsStart, AfterADayIsAfterItsStart, WeekBeginsOnSunday, TomorrowIsYesterday,
    AtLeastIsMoreThan, AtMostNeedsOne, ExactlyIsAtLeast, OneClauseIsEnough, PagesCountAsEvents, InactiveEventsAreSeen, FirstSeenIsLast,
    NegativeHoldsForOneElement, CaseMatters, CompositionMatters, NumbersAreText, BlankExists, MissingIsFalse,
    LiteralKeyLoses, AllOfIsAnyOf, RangeOfNumbersIsOpen, StartIsAnywhere, NobodyIsNobodyKnown, CountriesAreText, WithinNextHoldsNow,
}
