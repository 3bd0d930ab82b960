using System.Collections.Immutable;
using Contracts;
using MediatR;

namespace Contacts;

internal sealed class JudgeSourcesHandler(CopySources sources) : IRequestHandler<JudgeSources, ImmutableArray<JudgedSource>>
{
    public Task<ImmutableArray<JudgedSource>> Handle(JudgeSources request, CancellationToken cancel) =>
        sources.Judge(request.Tenant, request.Book, request.Contacts, cancel);
}

internal sealed class CopyContactsHandler(CopyRun run) : IRequestHandler<CopyContacts, CopyCounts>
{
    public Task<CopyCounts> Handle(CopyContacts request, CancellationToken cancel) => run.Go(request.Order, request.Items, request.IsTrial, cancel);
}

internal sealed class CompareCustomFieldsHandler(CopySources sources) : IRequestHandler<CompareCustomFields, CrossingFields>
{
    public Task<CrossingFields> Handle(CompareCustomFields request, CancellationToken cancel) =>
        sources.Compare(request.Tenant, request.SourceBook, request.Book, cancel);
}
