using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.Tests.Support;

namespace XaiFunctions.App.Tests.Http;

[Collection(AppFixture.Collection)]
public sealed class HttpApiTests(AppFixture fixture)
{
    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Health_WithoutKey_IsAnswered()
    {
        using var anonymous = new HttpClient { BaseAddress = app.Http.BaseAddress };
        using HttpResponseMessage response = await anonymous.GetAsync("api/health");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "api/models")]
    [InlineData("PUT", "api/models/m/versions/1")]
    [InlineData("POST", "api/models/m/explanations")]
    [InlineData("GET", "api/explanations")]
    [InlineData("GET", "api/explanations/0123456789abcdef0123456789abcdef")]
    [InlineData("GET", "api/explanations/0123456789abcdef0123456789abcdef/files/document.json")]
    [InlineData("DELETE", "api/explanations/0123456789abcdef0123456789abcdef")]
    [InlineData("GET", "api/audit-log/head")]
    [InlineData("GET", "api/audit-log/records")]
    [InlineData("GET", "api/audit-log/records/0")]
    [InlineData("GET", "api/audit-log/records/0/proof")]
    [InlineData("GET", "api/audit-log/consistency")]
    public async Task EverythingElse_WithoutKey_Is401(string method, string path)
    {
        using var anonymous = new HttpClient { BaseAddress = app.Http.BaseAddress };
        using HttpResponseMessage response = await anonymous.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "api/explanations/0123456789abcdef0123456789abcdef", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/explanations/no-job", HttpStatusCode.NotFound)]
    [InlineData("GET", "api/explanations/0123456789abcdef0123456789abcdef/files/document.json", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "api/explanations/0123456789abcdef0123456789abcdef", HttpStatusCode.NotFound)]
    [InlineData("PUT", "api/models/-bad/versions/1", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "api/models/m/versions/..%2f1", HttpStatusCode.BadRequest)]
    [InlineData("PUT", "api/models/m/versions/none", HttpStatusCode.BadRequest)]
    [InlineData("POST", "api/models/a..b/explanations", HttpStatusCode.BadRequest)]
    public async Task BadAddress_EveryRoute_IsAProblem(string method, string path, HttpStatusCode status)
    {
        using HttpResponseMessage response = await app.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await Problems.AssertAsync(response, status);
    }

    [Theory]
    [InlineData("", "application/json", HttpStatusCode.BadRequest, "not valid JSON")]
    [InlineData("{", "application/json", HttpStatusCode.BadRequest, "not valid JSON")]
    [InlineData("[]", "application/json", HttpStatusCode.BadRequest, "'instances'")]
    [InlineData("{}", "application/json", HttpStatusCode.BadRequest, "'instances'")]
    [InlineData("{\"instances\":{}}", "application/json", HttpStatusCode.BadRequest, "'instances'")]
    [InlineData("{\"instances\":[]}", "application/json", HttpStatusCode.BadRequest, "no instance")]
    [InlineData("{\"instances\":[{}],\"rows\":1}", "application/json", HttpStatusCode.BadRequest, "unknown member 'rows'")]
    [InlineData("{\"instances\":[{}],\"options\":[]}", "application/json", HttpStatusCode.BadRequest, "'options' must be an object")]
    [InlineData("{\"instances\":[{}],\"options\":{\"budget\":1}}", "application/json", HttpStatusCode.BadRequest, "no option 'budget'")]
    [InlineData("{\"instances\":[{}],\"options\":{\"method\":\"magic\",\"maxEvaluations\":1,\"seed\":-1,\"space\":\"x\",\"deadline\":\"soon\",\"maxError\":0}}", "application/json", HttpStatusCode.BadRequest, "method must be")]
    [InlineData("{\"instances\":[{}],\"options\":{\"maxErrorIsRelative\":true}}", "application/json", HttpStatusCode.BadRequest, "needs the option maxError")]
    [InlineData("{\"instances\":[{}],\"options\":{\"maxErrorIsRelative\":1}}", "application/json", HttpStatusCode.BadRequest, "must be true or false")]
    [InlineData("{\"instances\":[{}],\"options\":{\"output\":\"nobody\"}}", "application/json", HttpStatusCode.BadRequest, "nobody")]
    [InlineData("{\"instances\":[{}],\"options\":{\"version\":\"99\"}}", "application/json", HttpStatusCode.NotFound, "not registered")]
    [InlineData("{\"instances\":[{}],\"\\ud800\":1}", "application/json", HttpStatusCode.BadRequest, "no text")]
    [InlineData("{\"instances\":[{}]}", "text/plain", HttpStatusCode.UnsupportedMediaType, "application/json")]
    public async Task Explain_BadBody_IsAProblemThatNamesIt(string body, string contentType, HttpStatusCode status, string detail)
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", body, contentType: contentType);
        JsonObject problem = await Problems.AssertAsync(response, status);
        Assert.Contains(detail, problem["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Explain_DeeplyNestedBody_IsAProblem()
    {
        string deep = string.Concat(Enumerable.Repeat("[", 5000)) + string.Concat(Enumerable.Repeat("]", 5000));
        using HttpResponseMessage response = await app.ExplainAsync("credit", $"{{\"instances\":[{{\"a\":{deep}}}]}}");
        await Problems.AssertAsync(response, HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Explain_OverALimit_NamesTheLimit()
    {
        using HttpResponseMessage many = await app.ExplainAsync("credit", Samples.Body(501));
        Assert.Contains("limit MaxInstances", (await Problems.AssertAsync(many, HttpStatusCode.RequestEntityTooLarge))["detail"]!.GetValue<string>());

        using HttpResponseMessage large = await app.ExplainAsync("credit", "{\"instances\":[{\"a\":\"" + new string('x', 2_100_000) + "\"}]}");
        Assert.Contains("limit MaxBodyBytes", (await Problems.AssertAsync(large, HttpStatusCode.RequestEntityTooLarge))["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Explain_NoGoodInstance_ListsTheProblemsAndNoValues()
    {
        string body = Samples.Body(2, change: instances =>
        {
            instances[0]!["Age"] = "SECRET-17";
            instances[1]!["Amount"] = null;
        });
        using HttpResponseMessage response = await app.ExplainAsync("credit", body);

        JsonObject problem = await Problems.AssertAsync(response, HttpStatusCode.BadRequest);
        Assert.Equal(["Instance 1, 'Age' is not a number.", "Instance 2, 'Amount' is missing."], problem["problems"]!.AsArray().Select(text => text!.GetValue<string>()));
        Assert.DoesNotContain("SECRET", problem.ToJsonString());
        Assert.DoesNotContain(app.Output, line => line.Contains("SECRET", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_FewInstances_AnswersTheDocumentWithItsRows()
    {
        string body = Samples.Body(3, new { maxEvaluations = 100, seed = 5 }, instances => instances[1]!["Age"] = "old");
        using HttpResponseMessage response = await app.ExplainAsync("credit", body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        JsonObject document = await AppHost.JsonAsync(response);
        Assert.Equal("completed", document["job"]!["state"]!.GetValue<string>());
        Assert.Equal([1, 3], document["rows"]!.AsArray().Select(row => row!["row"]!.GetValue<int>()));
        Assert.Equal(1, document["rejected"]!["count"]!.GetValue<int>());
        Assert.Equal(5, document["provenance"]!["seed"]!.GetValue<int>());

        string job = document["job"]!["id"]!.GetValue<string>();
        Assert.Equal($"/api/explanations/{job}", response.Headers.Location!.ToString());
        JsonObject status = (await app.StatusAsync(job))!;
        Assert.Equal("completed", status["status"]!.GetValue<string>());
        Assert.Equal(
            ["attributions.csv", "document.json", "rejected.csv", "report.html", "rows.jsonl"],
            status["files"]!.AsArray().Select(file => file!["name"]!.GetValue<string>()));
        Assert.Equal("row,line,column,problem,output\n2,2,Age,is not a number,\n", Encoding.UTF8.GetString(await app.FileAsync(job, "rejected.csv")));

        using HttpResponseMessage deleted = await app.Http.DeleteAsync($"api/explanations/{job}");
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Null(await app.StatusAsync(job));
        await app.AssertNoBlobsAsync("explanations", $"credit/{job}/");
    }

    [Theory]
    [InlineData("wait=NaN")]
    [InlineData("wait=-Infinity")]
    [InlineData("wait=-1")]
    [InlineData("wait=soon")]
    public async Task Create_PreferenceThatIsNoTime_IsLeftAlone(string preference)
    {
        using HttpResponseMessage response = await app.ExplainAsync("credit", Samples.Body(1), preference);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Explain_AtOnceAndAsAJob_GiveTheSameBytes()
    {
        string body = Samples.Body(70, new { method = "kernel", maxEvaluations = 60, seed = 3 });
        using HttpResponseMessage quick = await app.ExplainAsync("credit", body);
        Assert.Equal(HttpStatusCode.OK, quick.StatusCode);
        string first = (await AppHost.JsonAsync(quick))["job"]!["id"]!.GetValue<string>();

        using HttpResponseMessage slow = await app.ExplainAsync("credit", body, prefer: "respond-async");
        Assert.Equal(HttpStatusCode.Accepted, slow.StatusCode);
        Assert.NotNull(slow.Headers.RetryAfter);
        string second = (await AppHost.JsonAsync(slow))["job"]!.GetValue<string>();
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(second))["status"]!.GetValue<string>());

        foreach (string file in (string[])["attributions.csv", "rows.jsonl"])
            Assert.Equal(await app.FileAsync(first, file), await app.FileAsync(second, file));
        JsonObject[] documents = [await DocumentAsync(first), await DocumentAsync(second)];
        Assert.All(documents, document => document.Remove("job"));
        Assert.Equal(documents[0].ToJsonString(), documents[1].ToJsonString());
    }

    [Fact]
    public async Task Register_SameBytesAgain_Is200AndOtherBytesAre409()
    {
        using HttpResponseMessage same = await app.RegisterAsync("credit", "1");
        Assert.Equal(HttpStatusCode.OK, same.StatusCode);
        using HttpResponseMessage other = await app.RegisterAsync("credit", "1", background: Samples.GoodRows(20));
        await Problems.AssertAsync(other, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Register_WhatCannotWork_ListsAllProblems()
    {
        byte[] manifest = Encoding.UTF8.GetBytes("""{ "output": "nowhere", "space": "sideways", "featuers": [] }""");
        using HttpResponseMessage response = await app.RegisterAsync("broken", "1", manifest);
        JsonObject problem = await Problems.AssertAsync(response, HttpStatusCode.UnprocessableEntity);
        Assert.True(problem["problems"]!.AsArray().Count >= 2, problem.ToJsonString());

        using HttpResponseMessage noModel = await app.RegisterAsync("broken", "1", onnx: [1, 2, 3]);
        await Problems.AssertAsync(noModel, HttpStatusCode.UnprocessableEntity);

        using HttpResponseMessage badRows = await app.RegisterAsync("broken", "1", background: Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Samples.GoodRows(2)) + "1,2\n3,4\n"));
        problem = await Problems.AssertAsync(badRows, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(2, problem["problems"]!.AsArray().Count);
    }

    [Fact]
    public async Task Register_FilesThatLieInTheFolder_NeedsNoBody()
    {
        foreach ((string name, byte[] content) in ((string, byte[])[])[("model.onnx", Samples.Model), ("manifest.json", Samples.Manifest), ("background.csv", Samples.Background)])
            await app.Blobs.GetBlobContainerClient("models").GetBlobClient($"lying/7/{name}").UploadAsync(new BinaryData(content));

        using HttpResponseMessage response = await app.Http.PutAsync("api/models/lying/versions/7", null);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);

        JsonArray models = (await app.Http.GetFromJsonAsync<JsonObject>("api/models"))!["models"]!.AsArray();
        JsonNode lying = Assert.Single(models, model => model!["name"]!.GetValue<string>() == "lying")!;
        Assert.Equal("7", lying["latest"]!.GetValue<string>());
    }

    [Fact]
    public async Task Register_AnyModel_TellsHowItsFirstLayerIsWorkedOut()
    {
        byte[] rows = OnnxModels.Csv(OnnxModels.Rows(6, 10, 1)), nearlyEqual = OnnxModels.Csv([.. OnnxModels.Rows(6, 10, 1).Select(row => Array.ConvertAll(row, cell => 0.7 + (1e-7 * cell)))]);
        foreach ((string name, byte[] onnx, byte[] background, string use, int warnings) in ((string, byte[], byte[], string, int)[])
            [("roots", OnnxModels.RootOfSum(3), OnnxModels.Csv([1, 2, 3], [2, 2, 2]), "runtime", 0), ("layered", OnnxModels.Slow(10, 1), rows, "parts", 0), ("cancelling", OnnxModels.Cancelling(10), nearlyEqual, "disagreeing", 1)])
        {
            using HttpResponseMessage response = await app.RegisterAsync(name, "1", "{}"u8.ToArray(), onnx, background);
            JsonObject record = (await response.Content.ReadFromJsonAsync<JsonObject>())!;

            Assert.Equal(use, record["firstLayer"]?.GetValue<string>());
            Assert.Equal(warnings, record["warnings"]!.AsArray().Count);
        }
    }

    [Fact]
    public async Task Register_FormWithoutBackground_IsAProblem()
    {
        using HttpResponseMessage response = await app.Http.PutAsync("api/models/m/versions/1", new MultipartFormDataContent { { new ByteArrayContent(Samples.Model), "model", "m.onnx" } });
        Assert.Contains("'background'", (await Problems.AssertAsync(response, HttpStatusCode.BadRequest))["detail"]!.GetValue<string>());
    }

    private async Task<JsonObject> DocumentAsync(string job) => JsonNode.Parse(await app.FileAsync(job, "document.json"))!.AsObject();
}
