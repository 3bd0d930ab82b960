namespace Tests.Journeys.Privacy;

internal enum Deed { Tag, Untag, Customers, Family, NoSegment, Share, Unshare, Archive, Unarchive, TeamArchive, TeamUnarchive, Copied, Met, Join, Leave, Wait, Erase, Restart }

/// <summary>One thing that somebody does, or tries to.</summary>
internal sealed record OfficeStep(Deed Deed, int User, int Contact, int Team, int Days)
{
    /// <summary>Does it to the plain office, and answers the status that the server is to answer; 0 for any refusal.</summary>
    public int Do(PlainOffice office)
    {
        switch (Deed)
        {
            case Deed.Join or Deed.Leave:
                office.SetIn(Team, User, Deed == Deed.Join);
                return 200;
            case Deed.Wait:
                office.Now = office.Now.AddDays(Days);
                return 200;
            case Deed.Restart:
                return 200;
        }
        var contact = office.Contacts[Contact];
        if (Deed is Deed.Copied or Deed.Met) return contact.Erased || contact.Owner != User ? 0 : Converse(office, contact);
        if (!office.Sees(User, contact)) return 404;
        if (contact.Owner == User) return Own(office, contact);
        return Deed switch
        {
            Deed.Share or Deed.Unshare or Deed.Erase => 403,
            Deed.TeamArchive or Deed.TeamUnarchive when !office.SeenBy(User, contact).Contains(Team) => 404,
            Deed.TeamArchive or Deed.TeamUnarchive => TeamArchive(office, contact),
            // Without a team named it is the one by which he sees it.
            Deed.Archive or Deed.Unarchive => office.SeenBy(User, contact) is [var only] ? (this with { Team = only, Deed = Deed == Deed.Archive ? Deed.TeamArchive : Deed.TeamUnarchive }).TeamArchive(office, contact) : 409,
            // Its owner alone takes it away from the team.
            Deed.Family => 403,
            _ => Edit(office, contact),
        };
    }

    private int Own(PlainOffice office, PlainContact contact)
    {
        switch (Deed)
        {
            case Deed.Share when !office.IsIn(Team, User): return 404;
            case Deed.Share when contact.IsPersonal: return 409;
            case Deed.Share:
                Settle(office, contact);
                contact.Shared.TryAdd(Team, false);
                return 200;
            case Deed.Unshare:
                Settle(office, contact);
                contact.Shared.Remove(Team);
                return 200;
            case Deed.Erase:
                contact.Erased = true;
                return 204;
            case Deed.Archive:
                Settle(office, contact);
                (contact.Archived, contact.ByRule) = (true, false);
                return 200;
            case Deed.Unarchive:
                Settle(office, contact);
                if (contact.Archived) contact.TakenOutByHand = true;
                (contact.Archived, contact.ByRule) = (false, false);
                return 200;
            case Deed.TeamArchive or Deed.TeamUnarchive:
                return office.SeenBy(User, contact).Contains(Team) ? TeamArchive(office, contact) : 404;
            default:
                return Edit(office, contact);
        }
    }

    private int Edit(PlainOffice office, PlainContact contact)
    {
        Settle(office, contact);
        switch (Deed)
        {
            case Deed.Tag: contact.Tags.Add("vip"); break;
            case Deed.Untag: contact.Tags.Remove("vip"); break;
            case Deed.Customers: contact.Segment = "Customers"; break;
            case Deed.NoSegment: contact.Segment = null; break;
            case Deed.Family:
                contact.Segment = "Family";
                contact.Shared.Clear();
                break;
        }
        return 200;
    }

    private int TeamArchive(PlainOffice office, PlainContact contact)
    {
        Settle(office, contact);
        contact.Shared[Team] = Deed == Deed.TeamArchive;
        return 200;
    }

    private int Converse(PlainOffice office, PlainContact contact)
    {
        Settle(office, contact);
        if (Deed == Deed.Copied)
        {
            contact.CopiedAt = contact.CopiedAt is { } first && first < office.Now ? first : office.Now;
            return 200;
        }
        contact.Met = true;
        if (contact.ByRule) (contact.Archived, contact.ByRule) = (false, false);
        return 200;
    }

    // What time has done is done.
    private static void Settle(PlainOffice office, PlainContact contact)
    {
        if (contact.Archived || !(contact.Due <= office.Now)) return;
        if (office.IsArchived(contact)) (contact.Archived, contact.ByRule) = (true, true);
        else contact.Spared = true;
    }
}
