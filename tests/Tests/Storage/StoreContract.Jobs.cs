using System.Collections.Immutable;
using Contacts.Stored;
using Contracts;

namespace Tests.Storage;

/// <summary>Actions on many contacts, and whom they are about.</summary>
public abstract partial class StoreContract
{
    IJobStore Jobs => store.Jobs;

    [ContractFact]
    public async Task A_job_is_read_as_it_was_written_also_after_a_restart()
    {
        var job = Job("01");
        await Jobs.Add(job, default);
        job = job with { Status = JobStatus.Failed, Done = 700, Failed = 2, Failure = "why", EndedAt = new(99) };
        var (one, two) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.True(await Jobs.Save(job, [new(7, one, "seven"), new(3, two, "three")], default));
        await store.Restart();
        var read = (await Jobs.Read(Some.Tenant, "01", default))!;
        Assert.Equal(job, read with { Who = job.Who });
        Assert.Equal(job.Who, read.Who with { OwnBooks = job.Who.OwnBooks, OrganisationBooks = job.Who.OrganisationBooks });
        Assert.Null(await Jobs.Read("other", "01", default));
        Assert.Equal([new(3, two, "three"), new(7, one, "seven")], (await Jobs.Errors(Some.Tenant, "01", 10, default)).AsEnumerable());
        Assert.Single(await Jobs.Errors(Some.Tenant, "01", 1, default));
    }

    [ContractFact]
    public async Task Whom_a_job_is_about_is_read_by_chunks_until_it_has_ended_and_orphans_go()
    {
        ImmutableArray<Guid> first = [Guid.NewGuid(), Guid.NewGuid()], second = [Guid.NewGuid()];
        await Jobs.AddContacts(Some.Tenant, "01", 0, first, default);
        await Jobs.AddContacts(Some.Tenant, "01", 2, second, default);
        await Jobs.AddContacts(Some.Tenant, "02", 0, second, default);
        await Jobs.Add(Job("01"), default);
        await Jobs.RemoveOrphans(default);
        await store.Restart();
        Assert.Equal(first.AsEnumerable(), await Jobs.Contacts(Some.Tenant, "01", 0, default));
        Assert.Equal(second.AsEnumerable(), await Jobs.Contacts(Some.Tenant, "01", 2, default));
        Assert.Empty(await Jobs.Contacts(Some.Tenant, "01", 3, default));
        Assert.Empty(await Jobs.Contacts("other", "01", 0, default));
        Assert.Empty(await Jobs.Contacts(Some.Tenant, "02", 0, default));
        await Jobs.Save(Job("01") with { Status = JobStatus.Done, EndedAt = new(9) }, [], default);
        Assert.Empty(await Jobs.Contacts(Some.Tenant, "01", 0, default));
    }

    [ContractFact]
    public async Task Jobs_are_listed_newest_first_to_their_owner_and_unfinished_ones_oldest_first()
    {
        foreach (var id in new[] { "02", "01", "03" }) await Jobs.Add(Job(id), default);
        await Jobs.Add(Job("04") with { Owner = "user:other" }, default);
        await Jobs.Add(Job("05") with { Book = "other" }, default);
        Assert.Equal(["03", "02"], (await Jobs.List(Some.Tenant, Some.Book, "user:u", null, 2, default)).Select(job => job.Id));
        Assert.Equal(["01"], (await Jobs.List(Some.Tenant, Some.Book, "user:u", "02", 2, default)).Select(job => job.Id));
        await Jobs.Save(Job("02") with { Status = JobStatus.Done, EndedAt = new(9) }, [], default);
        Assert.Equal(["01", "03", "04", "05"], (await Jobs.Unfinished(default)).Select(job => job.Id));
    }

    [ContractFact]
    public async Task Whoever_saves_a_cancelled_job_is_told()
    {
        await Jobs.Add(Job("01"), default);
        await Jobs.Add(Job("02"), default);
        await Jobs.Cancel(Some.Tenant, "01", default);
        Assert.False(await Jobs.Save(Job("01"), [], default));
        Assert.True(await Jobs.Save(Job("02"), [], default));
    }

    static StoredJob Job(string id) => new(
        id, new(Some.Tenant, "o", "u", "owner", "key-book", Scopes.Write, false, "k"), "user:u", Some.Book, "tag", "vip", JobStatus.Queued,
        Total: 3, Done: 0, Failed: 0, new(1000), null, null);
}
