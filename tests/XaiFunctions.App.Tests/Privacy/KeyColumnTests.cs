using System.Text;
using XaiFunctions.App.Options;
using XaiFunctions.App.Privacy;
using XaiFunctions.App.Privacy.Erasures;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Core.Privacy;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.App.Tests.Privacy;

/// <summary>What reading makes of the key column and of columns that look like personal data.</summary>
public sealed class KeyColumnTests
{
    private const string Header = "id," + ScoringTexts.Header;

    [Theory]
    [InlineData(Header + "C-1,30,1,true,Rome,x\n,31,1,true,Rome,x\nC-3,old,1,true,Rome,x\nC-4,1\n")]
    [InlineData("""
        {"id":"C-1","age":30,"income":1,"member":true,"city":"Rome","note":"x"}
        {"age":31,"income":1,"member":true,"city":"Rome","note":"x"}
        {"id":" C-3 ","age":"old","income":1,"member":true,"city":"Rome","note":"x"}
        {"id":"C-4",
        """)]
    public async Task Read_FileWithAKeyColumn_SaysWhoseEachRecordIsAndHidesTheColumn(string text)
    {
        (RowReader reader, IReadOnlyList<string> ignored) = await OpenAsync(text);
        var subjects = new List<string?>();
        while (await reader.ReadAsync(new double[ScoringTexts.Schema.Count], new CategoryCodes(), CancellationToken.None) is not null)
            subjects.Add(reader.Subject);
        Assert.Equal(["C-1", null, "C-3", null], subjects);
        Assert.Empty(ignored);
    }

    [Fact]
    public async Task Read_FileWithoutTheKeyColumn_IsReadAndNobodys()
    {
        (RowReader reader, _) = await OpenAsync(ScoringTexts.Header + "30,1,true,Rome,x\n");
        Assert.Null((await reader.ReadAsync(new double[ScoringTexts.Schema.Count], new CategoryCodes(), CancellationToken.None))!.Value.Rejected);
        Assert.Null(reader.Subject);
    }

    [Fact]
    public async Task PersonalData_ValuesOfOpenColumns_AreFoundAndKeysAndListedValuesAreNot()
    {
        (RowReader reader, _) = await OpenAsync(Header + "ada@example.org,30,4111111111111111,true,Rome,Write to ada@example.org\nbob@example.org,31,5,true,Rome,\n");
        while (await reader.ReadAsync(new double[ScoringTexts.Schema.Count], new CategoryCodes(), CancellationToken.None) is not null)
        {
        }

        Assert.Equal([("income", PersonalDataKind.CardNumber), ("note", PersonalDataKind.Email)], reader.PersonalData().Select(finding => (finding.Column, finding.Kind)));
    }

    [Fact]
    public void Admit_ByPolicy_WarnsRefusesOrAllowsAndNeverQuotesAValue()
    {
        PersonalDataFinding[] found = [new("note", PersonalDataKind.Email, false, 3, 10), new("name", PersonalDataKind.PersonName, true, 0, 10)];
        Assert.Equal(found, new PrivacyPolicy().Admit(found, "The file"));
        Assert.Equal([found[1]], new PrivacyPolicy { Allow = ["note"] }.Admit(found, "The file"));
        Assert.Empty(new PrivacyPolicy { PersonalData = PersonalDataRule.Refuse, Allow = ["note", "name"] }.Admit(found, "The file"));
        InvalidInputException refused = Assert.Throws<InvalidInputException>(() => new PrivacyPolicy { PersonalData = PersonalDataRule.Refuse, Allow = ["name"] }.Admit(found, "The file"));
        Assert.Equal(
            "The file is refused by the model's privacy policy: column 'note' has values like e-mail addresses. Leave the columns out, or allow them in the policy.", refused.Message);
        Assert.Contains("column 'name' is named as if it held names of persons", Assert.Single(PersonalDataWords.Warn(found)).Message);
        Assert.Empty(PersonalDataWords.Warn([]));
    }

    [Fact]
    public async Task WriteRecord_EveryFormat_IsReadBackAsItWas()
    {
        foreach (string text in (string[])[Header + "C-1,30,1,true,\"a\nb\",\"x, \"\"y\"\"\"\n C-2,31,,true,Rome,\n", "{\"id\":\"C-1\",\"note\":[1,2]}\n\n{\"id\":\"C-2\"}\n"])
        {
            using ScoringFile file = await ScoringFile.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new ScoringLimits(), null, CancellationToken.None);
            file.Records.Select([], "id");
            using var copy = new StringWriter();
            file.Records.WriteHeader(copy);
            while (await file.Records.ReadAsync(CancellationToken.None))
                file.Records.WriteRecord(copy);
            Assert.Equal(text.Replace("\n\n", "\n", StringComparison.Ordinal).Replace(" C-2,", "\" C-2\",", StringComparison.Ordinal), copy.ToString());
        }
    }

    [Theory]
    [InlineData("job,row\nC-1,1\n8f,3\n8f,4\n")]
    [InlineData("{\"job\":\"C-1\",\"row\":1}\n{\"job\":\"8f\",\"row\":3}\n{\"job\":\"8f\",\"row\":4}\n")]
    public async Task Matches_KeyColumnOfAnyName_FindsRecordsByKeyAndByJobAndRow(string text)
    {
        var hasher = new SubjectHasher(new byte[SubjectHasher.KeyBytes]);
        var matcher = new RecordMatcher(hasher, hasher.Hash("C-1"), ["job"], new Dictionary<string, HashSet<long>> { ["8f"] = [4] });
        using ScoringFile file = await ScoringFile.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new ScoringLimits(), null, CancellationToken.None);
        Assert.True(matcher.Select(file.Records));
        var found = new List<bool>();
        while (await file.Records.ReadAsync(CancellationToken.None))
            found.Add(matcher.Matches(file.Records));
        Assert.Equal([true, false, true], found);
    }

    private static async Task<(RowReader Reader, IReadOnlyList<string> Ignored)> OpenAsync(string text)
    {
        ScoringFile file = await ScoringFile.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), new ScoringLimits(), null, CancellationToken.None);
        var reader = new RowReader(file.Records, new RowEncoder(ScoringTexts.Schema), new ScoringLimits(), 100, "id");
        return (reader, reader.MatchColumns());
    }
}
