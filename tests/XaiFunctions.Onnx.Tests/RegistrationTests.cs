using XaiFunctions.Core.Games;
using XaiFunctions.Core.Tables;
using XaiFunctions.Onnx.Manifest;

namespace XaiFunctions.Onnx.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public void Complete_FeaturesOfOneTensor_TakeTheirNamesFromTheHeaderInItsOrder()
    {
        using var fixture = new Fixture("linear");

        var manifest = ModelRegistration.Complete(fixture.Session, new(), ["w", "x", "y", "z"]);

        Assert.Equal(["w", "x", "y", "z"], manifest.Features!.Select(feature => feature.Name));
        Assert.Contains("List the features", Refused(fixture, new(), ["w", "x", "y"]));
        Assert.Contains("'target'", Refused(fixture, new(), ["w", "x", "y", "z", "target"]));
    }

    [Fact]
    public void Complete_ListedFeatures_AreFoundByNameWhateverTheOrderOfTheHeader()
    {
        using var fixture = new Fixture("linear");
        var given = new ModelManifest { Features = Named("a", "b", "c", "d") };

        var manifest = ModelRegistration.Complete(fixture.Session, given, ["target", "d", "c", "b", "a"]);

        Assert.Equal(["a", "b", "c", "d"], manifest.Features!.Select(feature => feature.Name));
        Assert.Equal(["target"], ModelRegistration.IgnoredColumns(manifest, ["target", "d", "c", "b", "a"]));
        Assert.Contains("no column for feature 'c'", Refused(fixture, given, ["a", "b", "C", "d"]));
    }

    [Fact]
    public void Complete_InputsOfOneColumn_AreFeaturesByTheirNames()
    {
        using var fixture = new Fixture("columns");

        Assert.Equal(fixture.Columns, ModelRegistration.Complete(fixture.Session, new(), [.. fixture.Columns.Reverse(), "more"]).Features!.Select(feature => feature.Name));
        Assert.Contains("no column for the model's input 'city'", Refused(fixture, new(), [.. fixture.Columns.Where(column => column != "city")]));
        Assert.Contains("input 'city' has no feature", Refused(fixture, new() { Features = Named([.. fixture.Columns.Select(name => name == "city" ? "town" : name)]) }, [.. fixture.Columns, "town"]));
        Assert.Contains("no input for feature 'more'", Refused(fixture, new() { Features = Named([.. fixture.Columns, "more"]) }, [.. fixture.Columns, "more"]));
    }

    [Fact]
    public void Complete_Encoders_TellTheCategories()
    {
        using var columns = new Fixture("columns");
        using var groups = new Fixture("groups");

        Assert.Equal(["Bern", "Oslo", "Rome"], columns.Complete().Features![2].Categories!);
        Assert.Equal(["Bern", "Oslo", "Rome"], groups.Complete().Features![3].Categories!);
        Assert.Equal(["gold", "silver"], groups.Complete().Features![4].Categories!);
        var open = groups.Complete(new() { Features = [.. groups.Complete().Features!.Select(feature => feature with { Categories = feature.Categories is null ? null : [] })] });
        using var model = new ExplainableModel(groups.Session, open);
        Assert.Null(model.Schema[3].Categories);
    }

    [Theory]
    [InlineData("columns", 2, FeatureType.Number, "city")]
    [InlineData("columns", 0, FeatureType.Category, "age")]
    [InlineData("columns", 3, FeatureType.Number, "visits")]
    [InlineData("columns", 6, FeatureType.Integer, "owner")]
    public void Complete_TypeThatTheInputDoesNotTake_IsRefused(string name, int column, FeatureType type, string feature)
    {
        using var fixture = new Fixture(name);
        var features = Named([.. fixture.Columns]);
        features[column] = features[column] with { Type = type };

        Assert.Contains($"Feature '{feature}' is of type", Refused(fixture, new() { Features = features }));
    }

    [Fact]
    public void Complete_FeatureDetailsThatContradict_AreRefusedTogether()
    {
        using var fixture = new Fixture("columns");
        var features = Named([.. fixture.Columns]);
        features[0] = features[0] with { Categories = ["a"] };
        features[2] = features[2] with { Categories = ["Bern", "Bern"] };
        features[3] = features[3] with { AllowsMissing = true };

        string problems = Refused(fixture, new() { Features = features });

        Assert.Contains("'age' has categories", problems);
        Assert.Contains("'Bern' twice", problems);
        Assert.Contains("'visits' allows missing", problems);
    }

    [Fact]
    public void Complete_NamesTwice_AreRefused()
    {
        using var fixture = new Fixture("linear");

        Assert.Contains("column 'a' twice", Refused(fixture, new(), ["a", "a", "b", "c"]));
        Assert.Contains("feature 'a' is listed twice", Refused(fixture, new() { Features = Named("a", "a", "b", "c") }));
        Assert.Contains("no columns", Refused(fixture, new(), []));
    }

    [Fact]
    public void Complete_Players_KeepTheOrderOfTheirFeaturesAndTheRestStandAlone()
    {
        using var fixture = new Fixture("linear");

        var manifest = fixture.Complete(new() { Players = Group("money", "c", "b"), Sensitive = ["a", "money"], Reasons = new Dictionary<string, ReasonText> { ["d"] = new("x", null) } });
        using var model = new ExplainableModel(fixture.Session, manifest);

        Assert.Equal(["a", "money", "d"], model.Players.Names);
        Assert.Equal([2, 1], model.Players.Columns(1).ToArray());
    }

    [Fact]
    public void Complete_PlayersThatDoNotFit_AreRefused()
    {
        using var fixture = new Fixture("linear");
        var overlapping = new Dictionary<string, IReadOnlyList<string>> { ["p"] = ["a", "b"], ["q"] = ["b", "x"], ["r"] = [], ["c"] = ["d"] };

        string problems = Refused(fixture, new() { Players = overlapping, Sensitive = ["sex", "a", "a"], Reasons = new Dictionary<string, ReasonText> { ["a"] = new("x", "y") } });

        Assert.Contains("'b' belongs to player 'p' and again to player 'q'", problems);
        Assert.Contains("'q' names feature 'x'", problems);
        Assert.Contains("'r' has no features", problems);
        Assert.Contains("'c' belongs to no player", problems);
        Assert.Contains("'sex' as sensitive", problems);
        Assert.Contains("'a' is marked as sensitive twice", problems);
        Assert.Contains("reason texts for player 'a'", problems);
    }

    [Theory]
    [InlineData("../other.csv")]
    [InlineData("a/b.csv")]
    [InlineData("a\\b.csv")]
    [InlineData(".hidden")]
    [InlineData("")]
    public void Complete_BackgroundOutsideTheFolder_IsRefused(string background)
    {
        using var fixture = new Fixture("linear");

        Assert.Contains("plain name", Refused(fixture, new() { Background = background }));
    }

    [Fact]
    public void Complete_KeyColumn_IsNoFeatureAndIsKept()
    {
        using var fixture = new Fixture("linear");
        ModelManifest plain = fixture.Complete();
        string[] header = [.. plain.Features!.Select(feature => feature.Name), "customer"];

        ModelManifest keyed = ModelManifest.Parse(System.Text.Encoding.UTF8.GetBytes(ModelRegistration.Complete(fixture.Session, new() { KeyColumn = "customer" }, header).ToJson()));

        Assert.Equal("customer", keyed.KeyColumn);
        Assert.Equal(plain.Features!.Select(feature => feature.Name), keyed.Features!.Select(feature => feature.Name));
        Assert.Empty(ModelRegistration.IgnoredColumns(keyed, header));
        Assert.Contains("key column cannot be", Refused(fixture, new() { Features = plain.Features, KeyColumn = header[0] }));
        Assert.Contains("key column cannot be", Refused(fixture, new() { KeyColumn = "" }));
    }

    [Fact]
    public void Complete_Outputs_AreChosenAndCheckedByName()
    {
        using var fixture = new Fixture("columns_mlnet");

        Assert.Equal("Probability.output", fixture.Complete().Output);
        Assert.Equal("Score.output", fixture.Complete(new() { Output = "Score.output" }).Output);
        Assert.Contains("no output 'score'", Refused(fixture, new() { Output = "score" }));
        Assert.Contains("holds no numbers", Refused(fixture, new() { Output = "city.output" }));
        using var label = new ExplainableModel(fixture.Session, fixture.Complete(new() { Output = "PredictedLabel.output" }));
        Assert.All(fixture.Predict(label), answer => Assert.True(answer is 0 or 1));
    }

    [Fact]
    public void Complete_Classes_NameTheColumnsAndAreExplainedByName()
    {
        using var fixture = new Fixture("logistic");
        double[] expected = fixture.Outputs(OutputSpace.Raw);

        using var model = new ExplainableModel(fixture.Session, fixture.Complete(new() { Classes = ["no", "yes"], Explain = ["yes"] }));

        Assert.Equal(["yes"], model.OutputNames);
        PredictionTests.Near([.. expected.Where((_, at) => at % 2 == 1)], fixture.Predict(model), 2e-6);
        Assert.Contains("names 3 classes", Refused(fixture, new() { Classes = ["a", "b", "c"] }));
        Assert.Contains("class 'approved'", Refused(fixture, new() { Explain = ["approved"] }));
        Assert.Contains("no class at all", Refused(fixture, new() { Explain = [] }));
        Assert.Contains("explained twice", Refused(fixture, new() { Explain = ["1", "1"] }));
        Assert.Contains("named twice", Refused(fixture, new() { Classes = ["1", "1"] }));
    }

    [Fact]
    public void Complete_OneProbabilityForTwoClasses_IsTheSecondClass()
    {
        using var fixture = new Fixture("network_sigmoid");

        var manifest = fixture.Complete(new() { Classes = ["no", "yes"] });
        using var model = new ExplainableModel(fixture.Session, manifest);

        Assert.Equal(["yes"], manifest.Explain!);
        PredictionTests.Near(fixture.Outputs(OutputSpace.Raw), fixture.Predict(model), 2e-6);
        Assert.Contains("score of 'yes'", Refused(fixture, new() { Classes = ["no", "yes"], Explain = ["no"] }));
    }

    [Fact]
    public void Complete_OneProbabilityOfUnstatedShape_IsTheSecondClassToo()
    {
        byte[] changed = ModelBuilder.Changed("network_sigmoid", model => model.Graph.Node.First(node => node.OpType == "Sigmoid").Output[0] = "inner");
        changed = ModelBuilder.Rewritten(changed, model =>
        {
            // A reshape to a computed shape hides the number of columns from whoever only reads the graph.
            model.Graph.Node.Add(ModelBuilder.Node("Shape", "inner", "shape"));
            var reshape = ModelBuilder.Node("Reshape", "inner", "p");
            reshape.Input.Add("shape");
            model.Graph.Node.Add(reshape);
            model.Graph.Output[0].Type.TensorType.Shape = null;
        });
        using var fixture = new Fixture("network_sigmoid");
        using var session = OnnxSession.Open(changed);
        using var model = new ExplainableModel(session, ModelRegistration.Complete(session, new() { Classes = ["no", "yes"] }, fixture.Columns));

        PredictionTests.Near(fixture.Outputs(OutputSpace.Raw), fixture.Predict(model), 2e-6);
    }

    [Fact]
    public void Complete_Margin_OneClassOfTwoKeepsItsSign()
    {
        using var fixture = new Fixture("trees_binary");
        double[] both = fixture.Outputs(OutputSpace.Margin);

        foreach (int column in (int[])[0, 1])
        {
            using var model = new ExplainableModel(fixture.Session, fixture.Complete(new() { Space = OutputSpace.Margin, Explain = [$"{column}"] }));
            PredictionTests.Near([.. both.Where((_, at) => at % 2 == column)], fixture.Predict(model), 2e-6);
        }
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("trees_regression")]
    [InlineData("trees_forest")]
    [InlineData("groups")]
    public void Complete_MarginWithoutPostTransform_IsRefused(string name)
    {
        using var fixture = new Fixture(name);

        Assert.Contains("margin cannot be explained", Refused(fixture, new() { Space = OutputSpace.Margin }));
    }

    [Theory]
    [InlineData("linear", "Gemm")]
    [InlineData("groups", "Gemm")]
    public void Complete_LogOddsOfNoProbability_IsRefused(string name, string word)
    {
        using var fixture = new Fixture(name);

        Assert.Contains(word, Refused(fixture, new() { Space = OutputSpace.LogOdds }));
    }

    [Fact]
    public void Probe_LogOddsOfATreeSum_IsRefusedOnceTheBackgroundShowsIt()
    {
        using var fixture = new Fixture("trees_regression");
        using var model = fixture.Model(OutputSpace.LogOdds);

        Assert.Contains("outside [0, 1]", Probed(fixture, model));
    }

    [Fact]
    public void Probe_GoodModel_Passes()
    {
        using var fixture = new Fixture("columns");
        using var model = fixture.Model(OutputSpace.LogOdds);

        ModelRegistration.Probe(model, new Background(fixture.Background, fixture.Columns.Count), fixture.Codes);
    }

    [Fact]
    public void Probe_BackgroundThatTheModelDoesNotAnswer_IsRefused()
    {
        using var network = new Fixture("network_sigmoid");
        using var model = network.Model();
        network.Background[2] = double.NaN;
        using var columns = new Fixture("columns");
        using var encoded = columns.Model();
        columns.Background[2] = columns.Codes.Add("Atlantis");

        Assert.Contains("NaN", Probed(network, model));
        Assert.Contains("does not run on the background", Probed(columns, encoded));
        Assert.Contains("3 columns", Assert.Throws<InvalidModelException>(() => ModelRegistration.Probe(model, new Background(new double[3], 3), network.Codes)).Message);
    }

    [Fact]
    public void ExplainableModel_IncompleteManifest_IsRefused()
    {
        using var fixture = new Fixture("linear");
        var complete = fixture.Complete();

        Assert.Contains("not complete", Assert.Throws<InvalidModelException>(() => new ExplainableModel(fixture.Session, new())).Message);
        Assert.Contains("no output 'x'", Assert.Throws<InvalidModelException>(() => new ExplainableModel(fixture.Session, complete with { Output = "x" })).Message);
        Assert.Contains("classes", Assert.Throws<InvalidModelException>(() => new ExplainableModel(fixture.Session, complete with { Explain = ["x"] })).Message);
    }

    private static string Probed(Fixture fixture, ExplainableModel model) =>
        Assert.Throws<InvalidModelException>(() => ModelRegistration.Probe(model, new Background(fixture.Background, fixture.Columns.Count), fixture.Codes)).Message;

    private static string Refused(Fixture fixture, ModelManifest given, IReadOnlyList<string>? header = null) =>
        Assert.Throws<InvalidModelException>(() => ModelRegistration.Complete(fixture.Session, given, header ?? fixture.Columns)).Message;

    private static ManifestFeature[] Named(params string[] names) => [.. names.Select(name => new ManifestFeature(name))];

    private static Dictionary<string, IReadOnlyList<string>> Group(string player, params string[] columns) => new() { [player] = columns };
}
