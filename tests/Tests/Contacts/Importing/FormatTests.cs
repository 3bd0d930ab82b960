using System.Text;

namespace Tests.Contacts;

/// <summary>Files as the programs of the world write them, of people who do not exist.</summary>
public sealed class FormatTests
{
    [Fact]
    public void Google_contacts()
    {
        var rows = Files.Bodies(Files.Of(
            "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,File As,Organization Name,Organization Title,Birthday,Notes,Photo,Labels,"
            + "E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,"
            + "Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,"
            + "Address 2 - Label,Address 2 - Formatted,Address 2 - Street,Address 2 - City,Custom Field 1 - Label,Custom Field 1 - Value\n"
            + "Mira,,Okafor,,Dr.,,,Lumen Ltd,Buyer,1984-11-02,\"Met in spring.\r\nCall in May.\",,* coworkers ::: VIP ::: * myContacts,"
            + "Work,mira@lumen.example ::: m.okafor@lumen.example,* Home,mira@home.example,Work,+1 202-555-0100,* Mobile,+1 202-555-0199,"
            + "Work,\"1 Main St\nReno, NV 89501\nUS\",1 Main St,Reno,,NV,89501,US,,* Home,\"7 Hill Rd\nElko\",7 Hill Rd,Elko,Shoe size,41\n"
            + ",,,,,,,,,,,,* myContacts,,,,,Mobile,+1 202-555-0142,,,,,,,,,,,,,,,,,\n",
            mark: true));
        Files.Is(
            """
            {'firstName':'Mira','lastName':'Okafor','company':'Lumen Ltd','birthday':'1984-11-02','tags':['coworkers','VIP'],
             'traits':{'Name Prefix':'Dr.','Organization Title':'Buyer','Notes':'Met in spring.\r\nCall in May.','Shoe size':'41',
               'Address 1 - Formatted':'1 Main St\nReno, NV 89501\nUS','Address 1 - Street':'1 Main St','Address 1 - City':'Reno',
               'Address 1 - Region':'NV','Address 1 - Postal Code':'89501','Address 1 - Country':'US'},
             'emails':[{'value':'mira@home.example','label':'Home'},{'value':'mira@lumen.example','label':'Work'},{'value':'m.okafor@lumen.example','label':'Work'}],
             'phones':[{'value':'+1 202-555-0199','label':'Mobile'},{'value':'+1 202-555-0100','label':'Work'}],
             'address':{'street':'7 Hill Rd','city':'Elko'}}
            """,
            rows[0]);
        Files.Is("{'phones':[{'value':'+1 202-555-0142','label':'Mobile'}]}", rows[1]);
    }

    [Fact]
    public void Google_contacts_as_they_were() => Files.Is(
        """
        {'firstName':'Jonas','lastName':'Brandt','company':'Acme','tags':['Friends'],'emails':[{'value':'jonas@example.org','label':'Home'}],
         'phones':[{'value':'+49 30 1234567','label':'Mobile'}],'traits':{'Organization 1 - Title':'Cook'}}
        """,
        Files.Body(
            "Name,Given Name,Additional Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,Phone 1 - Value,Organization 1 - Name,Organization 1 - Title\n"
            + "Jonas Brandt,Jonas,,Brandt,* myContacts ::: Friends,* Home,jonas@example.org,Mobile,+49 30 1234567,Acme,Cook\n"));

    [Fact]
    public void Outlook_new() => Files.Is(
        """
        {'firstName':'Lena','lastName':'Sato','company':'Umbra','birthday':'1991-07-04',
         'emails':['lena@umbra.example','lena@home.example'],
         'phones':[{'value':'+81 3 1234 5678','label':'Business'},{'value':'+81 90 1234 5678','label':'Mobile'}],
         'address':{'street':'2 Dock Rd','city':'Osaka','country':'Japan'},
         'traits':{'Job Title':'Editor','Home City':'Kobe','Assistant\u0027s Phone':'+81 3 0000 0000','Notes':'two\nlines'}}
        """,
        Files.Body(
            "First Name,Middle Name,Last Name,Title,E-mail Address,E-mail 2 Address,E-mail 3 Address,Home Phone,Business Phone,Mobile Phone,Job Title,Company,Assistant's Phone,"
            + "Business Street,Business City,Business Country/Region,Home Street,Home City,Birthday,Anniversary,Notes\n"
            + "Lena,,Sato,,lena@umbra.example,lena@home.example,,,+81 3 1234 5678,+81 90 1234 5678,Editor,Umbra,+81 3 0000 0000,2 Dock Rd,Osaka,Japan,,Kobe,7/4/1991,0/0/00,\"two\nlines\"\n"));

    [Fact]
    public void Outlook_classic_in_its_windows_code_page() => Files.Is(
        "{'firstName':'Zoë','lastName':'Núñez','tags':['Neighbours','Chess'],'emails':['zoe@example.org'],'address':{'street':'Calle 1\\nPiso 2','city':'León','country':'Spain'},'traits':{'E-mail Type':'SMTP'}}",
        Assert.Single(Files.Bodies(Files.Of(
            "\"Title\",\"First Name\",\"Last Name\",\"Business Street\",\"Business Street 2\",\"Business City\",\"Business Country/Region\",\"Birthday\",\"Categories\",\"E-mail Address\",\"E-mail Type\"\r\n"
            + "\"\",\"Zoë\",\"Núñez\",\"Calle 1\",\"Piso 2\",\"León\",\"Spain\",\"0/0/00\",\"Neighbours;Chess\",\"zoe@example.org\",\"SMTP\"\r\n",
            CodePagesEncodingProvider.Instance.GetEncoding(1252)))));

    [Fact]
    public void HubSpot() => Files.Is(
        "{'firstName':'Ari','lastName':'Vance','company':'Novo','emails':['ari@novo.example'],'phones':['(202) 555-0111'],'traits':{'Record ID':'51','Lifecycle Stage':'Customer','Contact owner':'Kim'}}",
        Files.Body("Record ID,First Name,Last Name,Email,Phone Number,Company Name,Lifecycle Stage,Contact owner\n51,Ari,Vance,ari@novo.example,(202) 555-0111,Novo,Customer,Kim\n"));

    [Fact]
    public void Mailchimp_says_when_somebody_opted_in_or_out()
    {
        const string Head = "Email Address,First Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,CC,REGION,UNSUB_TIME,UNSUB_REASON,CLEAN_TIME,TAGS\n";
        var rows = Files.Bodies(Files.Of(Head
            + "a@example.org,Ann,3,2021-03-04 10:11:12,2021-03-05 08:00:00,us,ca,,,,\"\"\"VIP\"\",\"\"Blog, weekly\"\"\"\n"
            + "b@example.org,Bob,1,2021-03-04 10:11:12,,,,2022-01-01 00:00:00,NORMAL,,\n"
            + "c@example.org,Cid,1,2021-03-04 10:11:12,,,,,,2022-02-02 00:00:00,\n"
            + "d@example.org,Dee,1,,,,,,,,\n"));
        Files.Is("{'state':'subscribed','at':'2021-03-05T08:00:00.000Z','why':'opted in'}", rows[0]["consent"]!["email"]);
        Files.Is("['VIP','Blog, weekly']", rows[0]["tags"]);
        Assert.Null(rows[0]["address"]);
        Files.Is("{'state':'unsubscribed','at':'2022-01-01T00:00:00.000Z','why':'NORMAL'}", rows[1]["consent"]!["email"]);
        Files.Is("{'state':'unsubscribed','at':'2022-02-02T00:00:00.000Z','why':'the address bounced'}", rows[2]["consent"]!["email"]);
        Assert.Null(rows[3]["consent"]);
        Assert.Contains("OPTIN_TIME", Files.Reason(Head + "a@example.org,Ann,3,lately,,,,,,,\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Salesforce()
    {
        const string Head = "Id,IsDeleted,AccountId,LastName,FirstName,MailingStreet,MailingCity,OtherCity,Phone,Fax,MobilePhone,Email,Birthdate,HasOptedOutOfEmail\n";
        Files.Is(
            """
            {'firstName':'Uma','lastName':'Reyes','birthday':'1979-05-06','emails':['uma@example.org'],
             'phones':['+1 202 555 0101',{'value':'+1 202 555 0102','label':'Mobile'}],'consent':{'email':'unsubscribed'},
             'address':{'street':'5 Elm','city':'Reno'},'traits':{'Id':'003x','AccountId':'001y','OtherCity':'Elko','Fax':'+1 202 555 0103'}}
            """,
            Files.Body(Head + "003x,false,001y,Reyes,Uma,5 Elm,Reno,Elko,+1 202 555 0101,+1 202 555 0103,+1 202 555 0102,uma@example.org,1979-05-06,true\n"));
        Assert.Null(Files.Body(Head + "003x,0,,Reyes,Uma,,,,,,,uma@example.org,,0\n")["consent"]);
        Assert.Contains("recycle bin", Files.Reason(Head + "003x,true,,Reyes,Uma,,,,,,,uma@example.org,,0\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void LinkedIn_puts_notes_in_front() => Files.Is(
        "{'firstName':'Ivo','lastName':'Marsh','company':'Quill','traits':{'URL':'https://linkedin.example/in/ivo','Position':'Editor','Connected On':'12 Mar 2024'}}",
        Assert.Single(Files.Bodies(Files.Of(
            "Notes:\n\"When exporting your connection data, you may notice that some of the email addresses are missing. See \"\"Settings\"\".\"\n\n"
            + "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
            + "Ivo,Marsh,https://linkedin.example/in/ivo,,Quill,Editor,12 Mar 2024\n",
            mark: true))));

    [Fact]
    public void Meta_customer_lists() => Files.Is(
        "{'firstName':'Pia','lastName':'Holm','birthday':'1988-01-31','emails':['pia@example.org'],'phones':['+46 8 123 456'],'address':{'city':'Lund','region':'M','country':'SE'},'traits':{'gen':'f'}}",
        Files.Body("email,phone,fn,ln,ct,st,country,dob,gen\npia@example.org,+46 8 123 456,Pia,Holm,Lund,M,SE,19880131,f\n"));
}
