using FsCheck;
using FsCheck.Fluent;

namespace Tests.Sharing.Managed;

internal enum Deed { Create, Edit, End, Stop, StopRecipient, Team, Viewer, Disabled, Activate, Pause, Refer, Unrefer, Race, Restart }

/// <param name="Set">Which managed audience.</param>
/// <param name="Person">Which user; of orders about recipients nobody in particular.</param>
/// <param name="Recipients">As <see cref="PlainManaged"/> names them.</param>
/// <param name="On">For what is switched.</param>
/// <param name="CrashAt">The process dies at that operation of the database, counted from the order on; 0: it does not.</param>
internal sealed record ManagedDeed(Deed Deed, int Set, int Person, string Plan, string[] Recipients, bool On, int CrashAt)
{
    public static readonly Gen<ManagedDeed> Any =
        from deed in Gen.Frequency(
            (6, Gen.Constant(Deed.Create)), (5, Gen.Constant(Deed.Edit)), (2, Gen.Constant(Deed.End)), (4, Gen.Elements(Deed.Stop, Deed.Race)), (2, Gen.Constant(Deed.StopRecipient)),
            (6, Gen.Elements(Deed.Team, Deed.Team, Deed.Viewer, Deed.Disabled)), (10, Gen.Elements(Deed.Activate, Deed.Activate, Deed.Refer, Deed.Refer, Deed.Pause, Deed.Unrefer)),
            (1, Gen.Constant(Deed.Restart)))
        from set in Gen.Choose(0, PlainManaged.Sets - 1)
        from person in Gen.Choose(0, PlainManaged.People - 1)
        from plan in Gen.Elements("gold", "silver")
        from recipients in Gen.NonEmptyListOf(Gen.Frequency((3, Gen.Elements(PlainManaged.Everyone, PlainManaged.Team)), (4, Gen.Choose(0, PlainManaged.People - 1).Select(number => $"{number}"))))
        from isOn in Gen.Elements(true, false)
        from crash in Gen.Frequency((3, Gen.Constant(0)), (2, Gen.Choose(1, 60)))
        select new ManagedDeed(deed, set, person, plan, [.. recipients.Distinct().Take(3)], isOn, crash);

    public override string ToString() => $"{Deed} {Set} {Person} {Plan} [{string.Join(' ', Recipients)}] {On} crash at {CrashAt}";
}
