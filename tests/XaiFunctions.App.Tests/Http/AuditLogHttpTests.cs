using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.AuditLog;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Core.AuditLog;

namespace XaiFunctions.App.Tests.Http;

[Collection(AppFixture.Collection)]
public sealed class AuditLogHttpTests(AppFixture fixture)
{
    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task JobOfARequest_Deleted_LeavesItsWholeStoryInTheLog()
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(2));
        string job = response.Headers.GetValues("Location").Single().Split('/')[^1];
        byte[] report = await app.FileAsync(job, "report.html");
        using HttpResponseMessage deleted = await app.Http.DeleteAsync($"api/explanations/{job}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);

        JsonNode[] records = [.. (await SubjectAsync($"job:{job}")).Select(line => JsonNode.Parse(line)!)];

        Assert.Equal(["job-requested", "documents-written", "job-ended", "job-deleted"], records.Select(record => record["kind"]!.GetValue<string>()));
        Assert.All(records, record => Assert.Equal("key:default", record["actor"]!.GetValue<string>()));
        JsonObject files = records[1]["data"]!["files"]!.AsObject();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(report)), files["report.html"]!.GetValue<string>());
        Assert.Contains("document.json", files);
        Assert.Equal("completed", records[2]["data"]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task DroppedFile_Explained_LeavesItsStoryAndNoFileName()
    {
        string job = await app.DropAsync("credit/erika-mustermann.csv", Samples.GoodRows(2));
        await app.WaitUntilEndedAsync(job);

        IReadOnlyList<string> records = await SubjectAsync($"job:{job}");

        Assert.Equal(3, records.Count);
        Assert.All(records, record => Assert.Equal("blob", JsonNode.Parse(record)!["actor"]!.GetValue<string>()));
        Assert.DoesNotContain(records, record => record.Contains("mustermann", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Settings_Changed_LeaveWhoAndADigestInTheLog()
    {
        using HttpResponseMessage policy = await app.Http.PutAsJsonAsync("api/models/governed/audit-policy", new { schedule = "0 30 6 * * 1-5" });
        using HttpResponseMessage access = await app.Http.PutAsJsonAsync("api/models/governed/access", new { explain = (string[])["somebody"] });
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (policy.StatusCode, access.StatusCode));

        JsonNode[] records = [.. (await SubjectAsync("settings:governed")).Select(line => JsonNode.Parse(line)!)];

        Assert.Equal(["audit-policy-set", "access-set"], records.Select(record => record["kind"]!.GetValue<string>()));
        Assert.All(records, record => Assert.Equal(("key:default", "governed", 64), (record["actor"]!.GetValue<string>(), record["data"]!["model"]!.GetValue<string>(), record["data"]!["sha256"]!.GetValue<string>().Length)));
        Assert.DoesNotContain(records, record => record.ToJsonString().Contains("somebody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Proofs_OfARegistration_HoldAgainstTheSignedHead()
    {
        byte[] record = Encoding.UTF8.GetBytes(Assert.Single(await SubjectAsync("model:credit:1")));
        long sequence = AuditRecord.Parse(record).Sequence;
        SignedTreeHead head = SignedTreeHead.Parse(await app.Http.GetByteArrayAsync("api/audit-log/head"));
        Assert.True(head.IsSigned());
        Assert.Equal(record, await app.Http.GetByteArrayAsync($"api/audit-log/records/{sequence}"));

        InclusionProof inclusion = (await app.Http.GetFromJsonAsync<InclusionProof>($"api/audit-log/records/{sequence}/proof?size={head.Head.Size}"))!;
        Assert.True(MerkleTree.Includes(MerkleTree.LeafHash(record), sequence, head.Head.Size, [.. inclusion.Proof.Select(Digest.Parse)], head.Head.Root));
        ConsistencyProof grown = (await app.Http.GetFromJsonAsync<ConsistencyProof>($"api/audit-log/consistency?from=1&to={head.Head.Size}"))!;
        Assert.True(MerkleTree.IsConsistent(1, Digest.Parse(grown.FromRoot), head.Head.Size, head.Head.Root, [.. grown.Proof.Select(Digest.Parse)]));
    }

    [Theory]
    [InlineData("records/999999999", HttpStatusCode.NotFound)]
    [InlineData("records/-1", HttpStatusCode.NotFound)]
    [InlineData("records/x", HttpStatusCode.NotFound)]
    [InlineData("records/999999999/proof", HttpStatusCode.NotFound)]
    [InlineData("records/0/proof?size=999999999", HttpStatusCode.BadRequest)]
    [InlineData("records/0/proof?size=0", HttpStatusCode.BadRequest)]
    [InlineData("consistency", HttpStatusCode.BadRequest)]
    [InlineData("consistency?from=2&to=1", HttpStatusCode.BadRequest)]
    [InlineData("records", HttpStatusCode.BadRequest)]
    [InlineData("records?subject=job", HttpStatusCode.BadRequest)]
    [InlineData("records?subject=job:a/b", HttpStatusCode.BadRequest)]
    public async Task BadPlace_EveryRoute_IsAProblem(string path, HttpStatusCode status)
    {
        using HttpResponseMessage response = await app.Http.GetAsync($"api/audit-log/{path}");
        await Problems.AssertAsync(response, status);
    }

    private async Task<IReadOnlyList<string>> SubjectAsync(string subject) =>
        (await app.Http.GetStringAsync($"api/audit-log/records?subject={subject}")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
