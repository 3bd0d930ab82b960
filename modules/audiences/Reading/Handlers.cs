using Audiences.Lifecycle;
using Contracts;
using MediatR;

namespace Audiences.Reading;

// One door for questions: each handler only names who answers it.

internal sealed class GetAudienceHandler(AudienceAccess access, AudienceViews views) : IRequestHandler<GetAudience, AudienceView>
{
    public async Task<AudienceView> Handle(GetAudience request, CancellationToken cancel) =>
        await views.Of(request.Principal, await access.Find(request.Principal, request.Id));
}

internal sealed class ListAudiencesHandler(AudienceAccess access, AudienceViews views)
    : IRequestHandler<ListAudiences, IReadOnlyList<AudienceView>>
{
    public async Task<IReadOnlyList<AudienceView>> Handle(ListAudiences request, CancellationToken cancel)
    {
        var all = await access.All(request.Principal, cancel);
        var names = AudienceAccess.NamesOf(all);
        var found = all
            .Where(state => request.Kind is null || state.Kind == request.Kind)
            .Where(state => request.Status is null || state.Status == request.Status)
            .Where(state => request.Query is null || state.Name.Contains(request.Query, StringComparison.OrdinalIgnoreCase))
            .Reverse();
        var answer = new List<AudienceView>();
        foreach (var state in found)
            if (await views.Find(request.Principal, state, names) is { } view)
                answer.Add(view);
        return answer;
    }
}

internal sealed class ListAudienceVersionsHandler(AudienceAccess access)
    : IRequestHandler<ListAudienceVersions, IReadOnlyList<AudienceVersionView>>
{
    public async Task<IReadOnlyList<AudienceVersionView>> Handle(ListAudienceVersions request, CancellationToken cancel)
    {
        var state = await access.Find(request.Principal, request.Id);
        return AudienceVersions.Of(state, AudienceAccess.NamesOf(await access.All(request.Principal, cancel)));
    }
}

internal sealed class ListMembersHandler(AudienceQuestions questions) : IRequestHandler<ListMembers, MembersPage>
{
    public Task<MembersPage> Handle(ListMembers request, CancellationToken cancel) =>
        questions.Members(request.Principal, request.Id, request.After, request.Place, request.Limit);
}

internal sealed class GetMemberHandler(AudienceQuestions questions) : IRequestHandler<GetMember, MemberView>
{
    public Task<MemberView> Handle(GetMember request, CancellationToken cancel) =>
        questions.Member(request.Principal, request.Id, request.Contact);
}

internal sealed class ListPinsHandler(AudienceQuestions questions) : IRequestHandler<ListPins, PinsPage>
{
    public Task<PinsPage> Handle(ListPins request, CancellationToken cancel) =>
        questions.Pins(request.Principal, request.Id, request.After, request.Limit);
}

internal sealed class ListChangesHandler(AudienceQuestions questions) : IRequestHandler<ListChanges, ChangesPage>
{
    public Task<ChangesPage> Handle(ListChanges request, CancellationToken cancel) =>
        questions.Changes(request.Principal, request.Id, request.After, request.Wait, request.Limit, request.Expand, cancel);
}

internal sealed class ListAudiencesOfContactHandler(AudienceQuestions questions)
    : IRequestHandler<ListAudiencesOfContact, IReadOnlyList<ContactAudienceView>>
{
    public Task<IReadOnlyList<ContactAudienceView>> Handle(ListAudiencesOfContact request, CancellationToken cancel) =>
        questions.OfContact(request.Principal, request.Contact, cancel);
}

internal sealed class VerifyAudienceHandler(AudienceViews views) : IRequestHandler<VerifyAudience, VerifyView>
{
    public async Task<VerifyView> Handle(VerifyAudience request, CancellationToken cancel)
    {
        var (_, parts) = await views.OfBook(request.Principal, request.Id, (partition, spec) => partition.Verify(spec));
        return new VerifyView(parts.Sum(part => part.Checked), [.. parts.SelectMany(part => part.Wrong)]);
    }
}

internal sealed class PreviewAudienceHandler(AudiencePreviews previews) : IRequestHandler<PreviewAudience, PreviewView>
{
    public Task<PreviewView> Handle(PreviewAudience request, CancellationToken cancel) => previews.Of(request.Principal, request.Body, cancel);
}
