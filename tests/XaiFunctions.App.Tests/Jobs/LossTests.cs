using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using XaiFunctions.App.Jobs;
using XaiFunctions.App.Models;
using XaiFunctions.App.Scoring;
using XaiFunctions.App.Storage;
using XaiFunctions.App.Tests.Support;
using XaiFunctions.Core.Games;
using XaiFunctions.Core.Importance;
using XaiFunctions.Core.Planning;
using XaiFunctions.Core.Tables;
using XaiFunctions.Documents;
using XaiFunctions.Documents.Content;
using XaiFunctions.Onnx;
using XaiFunctions.Onnx.Manifest;
using XaiFunctions.Tests;

namespace XaiFunctions.App.Tests.Jobs;

/// <summary>Importance by loss of rows that come with labels.</summary>
[Collection(AppFixture.Collection)]
public sealed class LossTests(AppFixture fixture)
{
    // Good; without an answer; unreadable; without a label; with a label that is none; good.
    private const string Rows = "x0,x1,x2,truth\n1,2,3,2\n-9,1,1,1\nnone,1,1,1\n2,2,2,\n3,1,1,soon\n4,0,3,3.5\n";
    private static readonly double[][] Known = [[1, 1, 1], [2, 2, 3]];
    private static readonly (double[] Row, double Label)[] Labelled = [([1, 2, 3], 2), ([4, 0, 3], 3.5)];

    private readonly AppHost app = fixture.App;

    [Fact]
    public async Task Drop_RowsWithLabels_TellsHowMuchEachPlayerReducesTheLoss()
    {
        await RegisterAsync();
        string job = await app.DropAsync("labelled/rows.csv", Encoding.UTF8.GetBytes(Rows), ("labelColumn", "truth"));
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(job))["status"]!.GetValue<string>());

        JsonObject document = JsonNode.Parse(await app.FileAsync(job, "document.json"))!.AsObject();
        Assert.Equal("", await JsonSchemas.ValidateAsync(DocumentSchemas.Document, [document.ToJsonString()]));
        JsonObject loss = document["summary"]!["loss"]!.AsObject();
        AssertIsTheTruth(loss);
        Assert.Equal(("truth", "squared-error", 2), (loss["labelColumn"]!.GetValue<string>(), loss["loss"]!.GetValue<string>(), loss["rows"]!.GetValue<int>()));
        JsonNode warning = Assert.Single(document["warnings"]!.AsArray(), warning => warning!["code"]!.GetValue<string>() == "labels-missing")!;
        Assert.StartsWith("2 of 5 rows do not have a label", warning["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.DoesNotContain(document["warnings"]!.AsArray(), warning => warning!["code"]!.GetValue<string>() == "ignored-columns");
        Assert.Contains("What the labels say", Encoding.UTF8.GetString(await app.FileAsync(job, "report.html")), StringComparison.Ordinal);
        Assert.Contains("</svg>", await app.Http.GetStringAsync($"api/explanations/{job}/plots/loss.svg"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("respond-async")]
    public async Task Create_InstancesWithLabels_TellsTheSameAsAFile(string? prefer)
    {
        await RegisterAsync();
        using HttpResponseMessage response = await app.ExplainAsync("labelled", Body("truth"), prefer);
        JsonObject answer = await AppHost.JsonAsync(response);
        if (prefer is not null)
        {
            string job = answer["job"]!.GetValue<string>();
            await app.WaitUntilEndedAsync(job);
            answer = JsonNode.Parse(await app.FileAsync(job, "document.json"))!.AsObject();
        }

        AssertIsTheTruth(answer["summary"]!["loss"]!.AsObject());
    }

    [Fact]
    public async Task TopUp_RowsWithLabels_TellsTheirLossAgain()
    {
        double[][] rows = [.. OnnxModels.Rows(24, 12, 5).Select(row => row.Select(cell => 2 + cell).ToArray())];
        using HttpResponseMessage registered = await app.RegisterAsync("labelled-wide", "1", "{}"u8.ToArray(), OnnxModels.RootOfSum(12), OnnxModels.Csv(rows[..4]));
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());
        string[] lines = Encoding.UTF8.GetString(OnnxModels.Csv(rows)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string labelled = string.Join('\n', lines.Select((line, index) => $"{line},{(index == 0 ? "truth" : (index % 7).ToString(CultureInfo.InvariantCulture))}"));
        string first = await app.DropAsync("labelled-wide/rows.csv", Encoding.UTF8.GetBytes(labelled), ("labelColumn", "truth"), ("method", "kernel"), ("maxEvaluations", "48"));
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(first))["status"]!.GetValue<string>());

        using HttpResponseMessage response = await app.Http.PostAsync(
            $"api/explanations/{first}/top-up", new StringContent("""{ "maxEvaluations": 96 }""", Encoding.UTF8, "application/json"));
        string second = (await AppHost.JsonAsync(response))["job"]!.GetValue<string>();
        Assert.Equal("completed", (await app.WaitUntilEndedAsync(second))["status"]!.GetValue<string>());

        JsonNode[] losses = [await LossAsync(first), await LossAsync(second)];
        Assert.Equal(24, losses[0]["rows"]!.GetValue<int>());
        Assert.Equal(16 * 12, losses[0]["evaluationsPerRow"]!.GetValue<int>());
        Assert.Equal(losses[0]["baseLoss"]!.GetValue<double>() - losses[0]["modelLoss"]!.GetValue<double>(), losses[0]["players"]!.AsArray().Sum(player => player!["value"]!.GetValue<double>()), 1e-9);
        Assert.Equal(losses[0].ToJsonString(), losses[1].ToJsonString());
    }

    private async Task<JsonNode> LossAsync(string job) => JsonNode.Parse(await app.FileAsync(job, "document.json"))!["summary"]!["loss"]!;

    [Fact]
    public async Task Create_LabelsThatCannotBe_IsRefusedWithTheReason()
    {
        await RegisterAsync();
        async Task<string> RefusedAsync(string body)
        {
            using HttpResponseMessage response = await app.ExplainAsync("labelled", body);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }

        Assert.Contains("is a feature of the model", await RefusedAsync(Body("x1")), StringComparison.Ordinal);
        Assert.Contains("needs the option labelColumn", await RefusedAsync(Body(null, "zero-one")), StringComparison.Ordinal);
        Assert.Contains("must be log-loss, squared-error or zero-one", await RefusedAsync(Body("truth", "hinge")), StringComparison.Ordinal);
        Assert.Contains("not probabilities", await RefusedAsync(Body("x3", "log-loss", "1")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Estimate_Labels_CountsWhatTheyCost()
    {
        await RegisterAsync();
        async Task<JsonObject> EstimateAsync(string options)
        {
            using HttpResponseMessage response = await app.Http.PostAsync(
                "api/models/labelled/explanations:estimate", new StringContent($$"""{"rows":5000,"options":{{options}}}""", Encoding.UTF8, "application/json"));
            return await AppHost.JsonAsync(response);
        }

        JsonObject without = await EstimateAsync("{}"), with = await EstimateAsync("""{"labelColumn":"truth"}""");

        // 6 coalitions of 3 players over 2 background rows, and the row itself, of as many rows as are measured at most.
        Assert.Equal(without["modelRows"]!.GetValue<long>() + (RowLabels.MostRows * 13), with["modelRows"]!.GetValue<long>());
        Assert.True(with["workItems"]!.GetValue<int>() > without["workItems"]!.GetValue<int>());
    }

    [Fact]
    public void Measure_PiecesOfAnySize_GiveTheSame()
    {
        using OnnxSession session = OnnxSession.Open(OnnxModels.RootOfSum(3));
        using var explained = new ExplainableModel(session, ModelRegistration.Complete(session, new ModelManifest(), ["x0", "x1", "x2"]));
        var background = new Background([.. Known.SelectMany(row => row)], 3);
        ModelVariant? own = null;
        ModelVariant model = own = new ModelVariant(explained, background, background, new CategoryCodes(), () => own!);
        double[][] rows = OnnxModels.Rows(40, 3, 5);
        var chunk = new RowChunk(3, [.. Enumerable.Range(1, 40)], [.. Enumerable.Range(1, 40)], [.. rows.SelectMany(row => row.Select(cell => 3 + cell))], new CategoryCodes(model.Codes));
        var sampler = new LabelSampler(35);
        for (int row = 0; row < 40; row++)
            sampler.Add(row, row % 7);
        LossImportance Measure(int blocksPerItem)
        {
            PlanRecord plan = Plan(new WorkPlan(35, 1, blocksPerItem, 1), sampler.ToSample());
            return LossMeasurer.Combine(plan, Enumerable.Range(0, plan.Batch.Loss!.ItemCount).SelectMany(piece =>
            {
                var labelled = new LabelledRows(model);
                foreach ((long row, double label) in LossMeasurer.Rows(plan, piece))
                    labelled.Add(chunk, (int)row, label);
                return LossMeasurer.Measure(model, plan, new ExplanationRequest(), piece, labelled, CancellationToken.None);
            }))!;
        }

        LossImportance one = Measure(3), three = Measure(1);

        Assert.Equal(35, one.RowCount);
        Assert.Equal(one.Values, three.Values);
        Assert.Equal(one.RowStandardErrors, three.RowStandardErrors);
        Assert.Equal(one.BaseLoss - one.ModelLoss, one.Values.Sum(), 1e-9);
    }

    [Theory]
    [InlineData("no,yes", null, "yes", 1.0)]
    [InlineData("no,yes", null, " no ", 0.0)]
    [InlineData("no,yes", null, "1", double.NaN)]
    [InlineData("0,1", null, "1.0", 1.0)]
    [InlineData("a,b,c", null, "c", 2.0)]
    [InlineData("y", null, "2.5", 2.5)]
    [InlineData("y", Loss.LogLoss, "true", 1.0)]
    [InlineData("y", Loss.LogLoss, "2.5", double.NaN)]
    [InlineData("y", null, "", double.NaN)]
    public void Parse_LabelOfAModelsClasses_IsTheClassOrTheNumber(string classes, Loss? loss, string text, double expected)
    {
        string[] names = classes.Split(',');
        Assert.Equal(expected, RowLabels.Parse(text, names, loss ?? RowLabels.DefaultLoss(names, OutputSpace.Raw)));
    }

    private static PlanRecord Plan(WorkPlan loss, LabelSample labels) => new()
    {
        Batch = new BatchPlan { Version = "1", Rows = 40, Rejected = 0, RowsPerChunk = 64, EvaluationsPerRow = 6, Sampling = new(), Players = 3, Work = new(40, 1, 3, 1), Loss = loss },
        SecondsPerModelRow = 1e-6,
        ModelRowsPerRow = 1,
        LimitedByDeadline = false,
        Intake = new IntakeResult
        {
            Rows = 40,
            Rejected = RejectedSection.None,
            RowsPerChunk = 64,
            Bytes = 0,
            Sha256 = "",
            Format = "",
            EncodingGuessed = false,
            IgnoredColumns = [],
            Labels = labels,
            Loss = Loss.SquaredError,
        },
    };

    private static string Body(string? column, string? loss = null, string? label = null)
    {
        JsonArray instances = [.. Rows.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line =>
        {
            string[] cells = line.Split(',');
            string[] names = ["x0", "x1", "x2", "truth"];
            var instance = new JsonObject(cells.Zip(names, (cell, name) => KeyValuePair.Create(name, (JsonNode?)(double.TryParse(cell, out double number) ? number : cell))));
            if (label is not null)
                instance[column!] = label;
            return instance;
        })];
        return new JsonObject { ["instances"] = instances, ["options"] = new JsonObject { ["labelColumn"] = column, ["loss"] = loss } }.ToJsonString();
    }

    /// <summary>Holds the values against all coalitions by the definition.</summary>
    private static void AssertIsTheTruth(JsonObject loss)
    {
        double Error(double[] row, double label, int known) =>
            Math.Pow(Known.Average(other => Math.Sqrt(Enumerable.Range(0, 3).Sum(player => ((known >> player) & 1) != 0 ? row[player] : other[player]))) - label, 2);
        double Loss(int known) => Labelled.Average(row => Error(row.Row, row.Label, known));
        Assert.Equal(Loss(0), loss["baseLoss"]!.GetValue<double>(), 1e-5);
        Assert.Equal(Loss(7), loss["modelLoss"]!.GetValue<double>(), 1e-5);
        foreach (JsonNode? told in loss["players"]!.AsArray())
        {
            int player = told!["player"]!.GetValue<string>()[1] - '0';
            double value = 0;
            for (int known = 0; known < 8; known++)
            {
                if (((known >> player) & 1) == 0)
                    value += (int.PopCount(known) == 1 ? 1 / 6.0 : 1 / 3.0) * (Loss(known) - Loss(known | (1 << player)));
            }

            Assert.Equal(value, told["value"]!.GetValue<double>(), 1e-5);
            Assert.InRange(value, told["low"]!.GetValue<double>() - 1e-5, told["high"]!.GetValue<double>() + 1e-5);
        }
    }

    private async Task RegisterAsync()
    {
        using HttpResponseMessage response = await app.RegisterAsync("labelled", "1", "{}"u8.ToArray(), OnnxModels.RootOfSum(3), OnnxModels.Csv(Known));
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }
}
