using Accounts.Stored;
using Contracts;
using MediatR;

namespace Accounts;

internal sealed class PutCustomFieldHandler(ICustomFieldStore store) : IRequestHandler<PutCustomField, bool>
{
    public async Task<bool> Handle(PutCustomField request, CancellationToken cancel)
    {
        Roles.Administers(request.By, "Custom fields are made and changed by admins and owners.");
        CustomFieldPolicy.Check(request.Field);
        return await store.Put(request.By.Tenant, request.By.Organisation, request.Field, cancel) switch
        {
            FieldWritten.Made => true,
            FieldWritten.Changed => false,
            FieldWritten.HasUnknownSection => throw Refusal.Invalid(
                "section", $"There is no section \"{request.Field.Section}\": the organisation's configuration lists them, by key."),
            _ => throw new Refusal(409, "kind-fixed", "The field has another kind, and contacts have values of it. Remove it first, or use another key."),
        };
    }
}
