using XaiFunctions.Infrastructure.Tests.Bicep;

namespace XaiFunctions.Infrastructure.Tests.Rules;

/// <summary>The templates hang together: everything described, used, reached and given what it takes.</summary>
internal static class StructureRules
{
    /// <summary>Every file says what it is for; every parameter and output says what it is.</summary>
    public static IEnumerable<string> Described(TemplateSet set) =>
        (from template in set.Templates
         where !template.Of("metadata").Any(metadata => metadata is { Name: "description", Value: TextNode { Literal.Length: > 20 } })
         select $"{template.Path} does not say what it is for")
        .Concat(
            from template in set.Templates
            from declaration in template.Declarations
            where declaration.Keyword is "param" or "output"
            where declaration.Decorator("description")?.Arguments is not [TextNode { Literal.Length: > 3 }]
            select $"{template.Path}({declaration.Line}) {declaration.Name} is not described");

    /// <summary>Every parameter, variable and referred-to resource is used.</summary>
    public static IEnumerable<string> Used(TemplateSet set) =>
        from template in set.Templates.Append(set.Parameters)
        let used = template.References
        from declaration in template.Declarations
        where declaration.Keyword is "var" or "param" || declaration.Existing
        where template.Path != "main.bicepparam" || declaration.Keyword == "var"
        where !used.Contains(declaration.Name)
        select $"{template.Path}({declaration.Line}) {declaration.Name} is never used";

    /// <summary>Every name that an expression refers to is declared.</summary>
    public static IEnumerable<string> Declared(TemplateSet set) =>
        from template in set.Templates.Append(set.Parameters)
        let known = template.Declarations.Select(declaration => declaration.Name)
            .Concat(template.Resources.Select(resource => resource.Declaration.Name))
            .Concat(template.Expressions.OfType<ForNode>().SelectMany(loop => loop.Variables))
            .Concat(template.Expressions.OfType<LambdaNode>().SelectMany(lambda => lambda.Variables))
            .ToHashSet(StringComparer.Ordinal)
        from name in template.References
        where !known.Contains(name)
        select $"{template.Path} refers to {name}, which is not declared";

    /// <summary>Every file is deployed by an entry point, directly or through other modules.</summary>
    public static IEnumerable<string> Reached(TemplateSet set)
    {
        HashSet<string> reached = new(StringComparer.Ordinal);
        Queue<Template> open = new(set.EntryPoints);
        while (open.TryDequeue(out Template? template))
        {
            if (!reached.Add(template.Path))
                continue;
            foreach (Declaration module in template.Of("module"))
            {
                if (set.Find(PathOf(template, module)) is { } next)
                    open.Enqueue(next);
            }
        }

        return set.Templates.Where(template => !reached.Contains(template.Path)).Select(template => $"{template.Path} is never deployed");
    }

    /// <summary>Every module exists and is given the parameters that it takes, no more, no less; every output that is read exists.</summary>
    public static IEnumerable<string> Modules(TemplateSet set) =>
        from template in set.Templates
        from module in template.Of("module")
        let target = set.Find(PathOf(template, module))
        from problem in target is null ? [$"{module.Type} does not exist"] : Problems(template, module, target)
        select $"{template.Path}({module.Line}) {module.Name}: {problem}";

    /// <summary>The parameter file gives main.bicep what it takes.</summary>
    public static IEnumerable<string> ParameterFile(TemplateSet set)
    {
        Template parameters = set.Parameters;
        if (parameters.Of("using").SingleOrDefault()?.Type != "main.bicep")
            yield return "main.bicepparam is not for main.bicep";
        foreach (string problem in Given(set["main.bicep"], [.. parameters.Of("param").Select(parameter => parameter.Name)]))
            yield return $"main.bicepparam: {problem}";
    }

    /// <summary>Both stages set the same things, so that neither is left with what the other has.</summary>
    public static IEnumerable<string> Stages(TemplateSet set)
    {
        ObjectNode stages = (ObjectNode)set.Parameters.Of("var").Single(variable => variable.Name == "stages").Value!;
        List<ObjectNode> each = [.. stages.Properties.Select(stage => (ObjectNode)stage.Value)];
        string[][] names = [.. each.Select(stage => stage.Properties.Select(property => property.Name.Literal!).ToArray())];
        if (!stages.Properties.Select(stage => stage.Name.Literal).SequenceEqual(["dev", "prod"]) || !names[0].SequenceEqual(names[1]))
            yield return "dev and prod do not set the same things in the same order";
        foreach (string safeguard in new[] { "zoneRedundant", "networkIsolation", "requireSignIn" })
        {
            if (each[^1][safeguard] is not BooleanNode { Value: true })
                yield return $"prod does without {safeguard}";
        }
    }

    private static IEnumerable<string> Problems(Template template, Declaration module, Template target)
    {
        ObjectNode? given = module.Body?["params"] as ObjectNode;
        IEnumerable<string> missing = Given(target, [.. given?.Properties.Select(property => property.Name.Literal!) ?? []]);
        IEnumerable<string> outputs = template.Expressions.OfType<MemberNode>()
            .Where(member => member.Target is MemberNode { Member: "outputs", Target: NameNode name } && name.Name == module.Name)
            .Select(member => member.Member)
            .Except(target.Of("output").Select(output => output.Name))
            .Select(output => $"has no output {output}");
        return missing.Concat(outputs);
    }

    private static IEnumerable<string> Given(Template target, IReadOnlyList<string> given)
    {
        IEnumerable<string> unknown = given.Except(target.Of("param").Select(parameter => parameter.Name))
            .Select(name => $"takes no {name}");
        IEnumerable<string> missing = target.Of("param").Where(parameter => parameter.Value is null).Select(parameter => parameter.Name)
            .Except(given).Select(name => $"is not given {name}");
        return unknown.Concat(missing);
    }

    private static string PathOf(Template template, Declaration module) =>
        Path.GetRelativePath(".", Path.Combine(Path.GetDirectoryName(template.Path)!, module.Type)).Replace('\\', '/');
}
