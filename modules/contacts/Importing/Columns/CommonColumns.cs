namespace Contacts;

/// <summary>Names of columns that mean the same in every program's file, by <see cref="HeaderName.Key"/>.</summary>
internal static class CommonColumns
{
    private static readonly Dictionary<string, Meaning> All = Make();

    public static Meaning? Of(string key) => All.GetValueOrDefault(key) ?? AddressColumns.Of(key);

    private static Dictionary<string, Meaning> Make()
    {
        var all = new Dictionary<string, Meaning>(StringComparer.Ordinal);
        Add(Email(null), "email", "emails", "emailaddress", "emailaddresses", "mail", "mailaddress", "emailaddress1", "primaryemail");
        Add(Email(null), "email2", "email3", "email4", "email2address", "email3address", "emailaddress2", "emailaddress3", "secondaryemail", "otheremail");
        Add(Email("Work"), "workemail", "businessemail");
        Add(Email("Home"), "homeemail", "personalemail", "privateemail");
        Add(Phone(null), "phone", "phones", "phonenumber", "telephone", "telephonenumber", "tel", "phone1", "phone2", "phone3");
        Add(Phone(null, isFirst: true), "primaryphone");
        Add(Phone("Mobile"), "mobile", "mobilephone", "mobilenumber", "mobilephonenumber", "cell", "cellphone", "cellphonenumber", "smsphonenumber");
        Add(Phone("Home"), "homephone", "homephone2");
        Add(Phone("Business"), "businessphone", "businessphone2", "workphone");
        Add(Phone("Company"), "companymainphone");
        Add(Phone("Car"), "carphone");
        Add(Phone("Other"), "otherphone");
        Add(Text("firstName"), "firstname", "givenname", "forename", "fname", "fn", "vorname", "prenom", "prénom");
        Add(Text("lastName"), "lastname", "surname", "familyname", "lname", "ln", "nachname");
        Add(new((draft, column, cell) => draft.FullName(cell, column), "name", NamesPeople: true), "name", "fullname", "displayname", "contactname");
        Add(Text("company"), "company", "companyname", "organization", "organisation", "organizationname", "organisationname", "accountname");
        Add(Text("externalId"), "externalid", "userid", "customerid");
        Add(new((draft, column, cell) => draft.List("anonymousIds", CellText.Several(cell), column), "anonymousId", NamesPeople: true), "anonymousid", "anonymousids");
        Add(new((draft, column, cell) => draft.Birthday(cell, column), "birthday"), "birthday", "birthdate", "dateofbirth", "dob");
        Add(new((draft, column, cell) => draft.List("tags", CellText.Several(cell), column), "tag"), "tag");
        Add(new((draft, column, cell) => draft.List("tags", CellText.Tags(cell), column), "tags"), "tags", "categories");
        Add(new((draft, column, cell) => draft.Labels(cell, column), "tags"), "labels", "groupmembership");
        Add(new((draft, column, cell) => draft.Subscribed(cell, column), "subscribed"), "subscribed", "emailsubscribed", "acceptsemailmarketing");
        Add(new((draft, column, cell) => draft.OptedOut(cell, column), "unsubscribed"), "unsubscribed", "optedout", "emailoptout", "hasoptedoutofemail", "unsubscribedfromallemail");
        Add(new((draft, column, cell) => draft.OptIn(cell, column), "subscribedAt"), "optintime", "optindate", "confirmtime", "subscribedat");
        Add(new((draft, column, cell) => draft.OptOut(cell, null, column), "unsubscribedAt"), "unsubtime", "optoutdate", "unsubscribedat");
        return all;

        void Add(Meaning meaning, params ReadOnlySpan<string> keys)
        {
            foreach (var key in keys) all.Add(key, meaning);
        }
    }

    private static Meaning Text(string field) => new((draft, column, cell) => draft.Text(field, cell, column), field, NamesPeople: true);

    private static Meaning Email(string? label) => new(
        (draft, column, cell) => draft.Emails.Add(CellText.Split(cell, ';', ','), label, column), "email", NamesPeople: true);

    private static Meaning Phone(string? label, bool isFirst = false) => new(
        (draft, column, cell) => draft.Phones.Add(CellText.Split(cell, ';'), label, column, isFirst), "phone", NamesPeople: true);
}
