using System.Net;
using System.Text.Json;
using Contacts;
using Contracts;
using MediatR;
using Microsoft.Extensions.DependencyInjection;
using Tests.Support;

namespace Tests.Api;

/// <summary>Exports as files: what programs read from them, and how they fail.</summary>
public sealed class ExportTests
{
    private const string Everybody = """{"match":"all","conditions":[{"field":"identified","op":"equals","value":true}]}""";

    private static readonly string[] Formulas = ["=1+1", "+32", "-x", "@SUM(A1)", "\tx", "\rx"];

    [Fact]
    public async Task A_table_has_a_line_of_names_one_for_each_member_and_no_formula()
    {
        await using var server = await RunningServer.Start();
        for (var number = 0; number < Formulas.Length; number++)
            await Upsert(server, new() { ["externalId"] = $"p{number}", ["firstName"] = $"n{number}", ["traits"] = new { said = Formulas[number] } });
        await Upsert(server, new() { ["externalId"] = "plain", ["lastName"] = "O\"Hara, the \"great\"\r\nand more", ["tags"] = new[] { "a", "b,c" }, ["traits"] = new { n = -5.5, deep = new { er = "x" } } });
        var answer = await Export(server, "?fields=externalId,lastName,trait.said,traits.n,tag,trait.deep.er,trait.deep,trait.=x,since");
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal("text/csv; charset=utf-8; header=present", answer.Content.Headers.ContentType!.ToString());
        Assert.Matches("^export-[0-9a-f]+[.]csv$", answer.Content.Headers.ContentDisposition!.FileName);
        Assert.StartsWith("externalId,lastName,trait.said,traits.n,tag,trait.deep.er,trait.deep,trait.=x,since\r\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
        var rows = Rows(text);
        Assert.Equal(Formulas.Length + 2, rows.Length);
        foreach (var (row, formula) in rows.Where(row => row[0][0] == 'p' && row[0] != "plain").OrderBy(row => row[0], StringComparer.Ordinal).Zip(Formulas))
            Assert.Equal($"'{formula}", row[2]);
        var plain = Assert.Single(rows, row => row[0] == "plain");
        Assert.Equal(["plain", "O\"Hara, the \"great\"\r\nand more", "", "-5.5", "a ::: b,c", "x", """{"er":"x"}""", ""], plain[..8]);
        Assert.Equal(await Since(server, "plain"), plain[8]);
    }

    [Fact]
    public async Task A_list_is_one_array_and_fields_are_what_the_contact_has_in_the_API()
    {
        await using var server = await RunningServer.Start();
        await Upsert(server, new() { ["externalId"] = "ann", ["email"] = "ann@example.org", ["address"] = new { city = "Gent" } });
        await Upsert(server, new() { ["externalId"] = "bob", ["phone"] = "+3225551234" });
        var answer = await Export(server, "?format=json");
        var list = (await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync())).RootElement.EnumerateArray()
            .OrderBy(item => item.GetProperty("externalId").GetString(), StringComparer.Ordinal).ToArray();
        Assert.Equal(["id", "externalId", "email", "phone", "firstName", "lastName", "since"], list[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(["ann@example.org", null], list.Select(item => item.GetProperty("email").GetString()));
        Assert.NotEqual("", Assert.Single(answer.Headers.GetValues("Audience-Place")));

        var all = (await JsonDocument.ParseAsync(await (await Export(server, "?format=json&fields=emails,address.city,address,version,traits,since", "again")).Content.ReadAsStreamAsync())).RootElement;
        var ann = all.EnumerateArray().Single(item => item.GetProperty("address.city").ValueKind == JsonValueKind.String);
        var (_, shown, _) = await server.Send(HttpMethod.Get, "/v1/contacts/externalId:ann");
        foreach (var name in new[] { "emails", "address", "version", "traits" })
            Assert.Equal(shown.GetProperty(name).GetRawText(), ann.GetProperty(name).GetRawText());
    }

    [Fact]
    public async Task An_audience_of_nobody_is_a_file_with_nobody_in_it()
    {
        await using var server = await RunningServer.Start();
        Assert.Equal("id,since\r\n", await (await Export(server, "?fields=id,since")).Content.ReadAsStringAsync());
        Assert.Equal("[]", await (await Export(server, "?format=json", "again")).Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("?format=xls", "is csv or json")]
    [InlineData("?fields=id,emial", "Did you mean `email`?")]
    [InlineData("?fields=email.x", "`email.x` is no field")]
    [InlineData("?fields=trait.", "`trait.` is no field")]
    [InlineData("?fields=id,,since", "`` is no field")]
    [InlineData("?fields=id,id", "twice")]
    public async Task What_cannot_be_exported_is_refused_with_what_can(string query, string said)
    {
        await using var server = await RunningServer.Start();
        var (code, problem, _) = await server.Send(HttpMethod.Get, $"/v1/audiences/{await Audience(server, "a")}/export{query}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, code);
        Assert.Contains(said, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, "csv")]
    [InlineData(3, "csv")]
    [InlineData(3, "json")]
    public async Task What_fails_in_the_middle_is_never_a_whole_file_and_what_fails_before_says_why(int call, string format)
    {
        await using var server = await RunningServer.Start(services => services.AddSingleton<IRequestHandler<ShowContacts, IReadOnlyList<ContactView>>>(new FailingAt(call)));
        await Upsert(server, new() { ["externalId"] = "ann" });
        var path = $"/v1/audiences/{await Audience(server, "a")}/export?format={format}";
        if (call == 1)
        {
            var (code, problem, answer) = await server.Send(HttpMethod.Get, path);
            Assert.Equal((503, "urn:audiences:not-ready"), ((int)code, problem.GetProperty("type").GetString()));
            Assert.False(answer.Headers.Contains("Audience-Place"));
        }
        else
        {
            // By when the headers are read the connection may be cut already.
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => server.Client.GetStringAsync(path));
            Assert.True(failure is HttpRequestException { StatusCode: null } or IOException, failure.ToString());
        }
    }

    [Fact]
    public async Task Who_leaves_in_the_middle_is_not_written_for_any_more()
    {
        var waiting = new WaitingForever();
        await using var server = await RunningServer.Start(services => services.AddSingleton<IRequestHandler<ShowContacts, IReadOnlyList<ContactView>>>(waiting));
        await Upsert(server, new() { ["externalId"] = "ann" });
        var path = $"/v1/audiences/{await Audience(server, "a")}/export";
        using (var answer = await server.Client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("given up", await waiting.Ended.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private static async Task<HttpResponseMessage> Export(RunningServer server, string query, string name = "export")
    {
        var answer = await server.Client.GetAsync($"/v1/audiences/{await Audience(server, name)}/export{query}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }

    private static string[][] Rows(string text)
    {
        var rows = new CsvRows(new StringReader(text), ',');
        var all = new List<string[]>();
        while (rows.Next() is { } row)
            all.Add([.. row.Cells]);
        return [.. all];
    }

    private static async Task<string?> Since(RunningServer server, string who)
    {
        var (_, audiences, _) = await server.Send(HttpMethod.Get, $"/v1/contacts/externalId:{who}/audiences");
        return audiences.GetProperty("items")[0].GetProperty("since").GetString();
    }

    private static async Task<string> Audience(RunningServer server, string name)
    {
        var (code, audience, _) = await server.Send(HttpMethod.Post, "/v1/audiences", $$"""{"name":"{{name}}","definition":{{Everybody}}}""");
        Assert.Equal(HttpStatusCode.Created, code);
        return audience.GetProperty("id").GetString()!;
    }

    private static async Task Upsert(RunningServer server, Dictionary<string, object> contact)
    {
        var (code, answer, _) = await server.Send(HttpMethod.Post, "/v1/contacts", JsonSerializer.Serialize(contact));
        Assert.True(code == HttpStatusCode.Created, answer.ToString());
    }

    private sealed class FailingAt(int call) : IRequestHandler<ShowContacts, IReadOnlyList<ContactView>>
    {
        private int _calls;

        public Task<IReadOnlyList<ContactView>> Handle(ShowContacts request, CancellationToken cancel) =>
            Interlocked.Increment(ref _calls) >= call ? throw new TimeoutException() : Task.FromResult<IReadOnlyList<ContactView>>([]);
    }

    /// <summary>Answers the first page; with the second it is never done.</summary>
    private sealed class WaitingForever : IRequestHandler<ShowContacts, IReadOnlyList<ContactView>>
    {
        private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public Task<string> Ended => _ended.Task;

        public async Task<IReadOnlyList<ContactView>> Handle(ShowContacts request, CancellationToken cancel)
        {
            if (Interlocked.Increment(ref _calls) == 1)
                return [];
            using var given = cancel.Register(() => _ended.TrySetResult("given up"));
            await Task.Delay(Timeout.Infinite, cancel);
            return [];
        }
    }
}
