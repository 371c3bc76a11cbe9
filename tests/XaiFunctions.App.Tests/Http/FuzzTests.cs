using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using XaiFunctions.App.Http;
using XaiFunctions.App.Options;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Core.Tables;

namespace XaiFunctions.App.Tests.Http;

/// <summary>Damaged bodies and files: each is taken or refused in words, none breaks or stops the app, and no value of theirs is logged.</summary>
[Collection(AppFixture.Collection)]
public sealed class FuzzTests(AppFixture fixture)
{
    private const int Bodies = 5_000, Files = 5_000, Requests = 80;
    private const string Value = "SENTINEL7319";
    private const string Number = "731973.19";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Bodies_Damaged_AreReadOrRefusedInWords()
    {
        const string body = """
            { "instances": [ { "age": 41, "income": 1.5e3, "member": true, "city": "Rome", "note": "a \"b\"" }, { "age": 7, "income": null, "member": 0, "city": "Oslo", "note": "ü" } ],
              "options": { "method": "kernel", "maxEvaluations": 100, "maxError": 0.1, "deadline": "30s", "seed": 3, "space": "raw", "output": "yes", "version": "1" }, "callback": { "url": "https://a.example.com" } }
            """;
        var mutator = new Mutator(1);
        int taken = 0;
        for (int i = 0; i < Bodies; i++)
            taken += await TryAsync(i, ReadBodyAsync(mutator.Damage(Encoding.UTF8.GetBytes(body)))) ? 1 : 0;
        Assert.InRange(taken, 1, Bodies - 1);
    }

    [Fact]
    public async Task Files_Damaged_AreReadOrRefusedInWords()
    {
        byte[] csv = Encoding.UTF8.GetBytes(ScoringTexts.Header + "41,1500.5,true,Rome,\"a \"\"b\"\"\"\n7,,0,Oslo,ü\n12,3,1,\"a\nb\",\n");
        byte[] lines = Encoding.UTF8.GetBytes("{\"age\":41,\"income\":1,\"member\":true,\"city\":\"Rome\",\"note\":\"x\"}\n{\"age\":7,\"city\":\"Oslo\",\"member\":false,\"income\":null}\n");
        byte[][] files = [csv, lines, ScoringTexts.Gzip(csv), Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(csv))).ToArray()];
        var mutator = new Mutator(2);
        int taken = 0;
        for (int i = 0; i < Files; i++)
            taken += await TryAsync(i, ScoringTexts.ReadAsync(mutator.Damage(files[i % files.Length]))) ? 1 : 0;
        Assert.InRange(taken, 1, Files - 1);
    }

    [Fact]
    public async Task Requests_Damaged_GetNo500AndLeaveNoValueInTheLog()
    {
        AppHost app = fixture.App;
        byte[] body = Encoding.UTF8.GetBytes(Samples.Body(2, new { maxEvaluations = 20 }, instances =>
        {
            instances[0]!["Amount"] = JsonNode.Parse(Number);
            instances[0]!["something else"] = Value;
            instances[1]!["Age"] = Value;
        }));
        var mutator = new Mutator(3);
        var statuses = new List<HttpStatusCode>();
        for (int i = 0; i < Requests; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, i % 8 == 7 ? "api/explanations/0123456789abcdef0123456789abcdef/rows/1/feedback" : "api/models/credit/explanations")
            {
                Content = new ByteArrayContent(mutator.Damage(body)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            };
            using HttpResponseMessage response = await app.Http.SendAsync(request).WaitAsync(Patience);
            statuses.Add(response.StatusCode);
            Assert.True((int)response.StatusCode < 500, $"Request {i} got {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
            if (!response.IsSuccessStatusCode)
                await Problems.AssertAsync(response, response.StatusCode);
        }

        Assert.Contains(HttpStatusCode.OK, statuses);
        Assert.Contains(HttpStatusCode.BadRequest, statuses);
        Assert.DoesNotContain(app.Output, line => line.Contains(Value, StringComparison.Ordinal) || line.Contains(Number, StringComparison.Ordinal));
    }

    /// <returns>Whether it was taken.</returns>
    private static async Task<bool> TryAsync(int number, Task work)
    {
        try
        {
            await work.WaitAsync(Patience);
            return true;
        }
        catch (Exception exception) when (exception is ProblemException or InvalidInputException)
        {
            Assert.NotEmpty(exception.Message);
            return false;
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"Case {number} breaks.", exception);
        }
    }

    private static async Task ReadBodyAsync(byte[] bytes)
    {
        var context = new DefaultHttpContext { Request = { ContentType = "application/json", Body = new MemoryStream(bytes) } };
        ExplanationBody body = await ExplanationBody.ReadAsync(context.Request, new HttpOptions(), CancellationToken.None);
        var limits = new ScoringLimits();
        using ScoringFile file = await ScoringFile.OpenJsonLinesAsync(body.Instances.ToStream(), limits, CancellationToken.None);
        var reader = new RowReader(file.Records, new RowEncoder(ScoringTexts.Schema), limits, 1000);
        reader.MatchColumns();
        var cells = new double[ScoringTexts.Schema.Count];
        var codes = new CategoryCodes();
        while (await reader.ReadAsync(cells, codes, CancellationToken.None) is not null)
        {
        }
    }
}
