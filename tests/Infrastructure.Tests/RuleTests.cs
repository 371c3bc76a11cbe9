using XaiFunctions.Infrastructure.Tests.Rules;

namespace XaiFunctions.Infrastructure.Tests;

/// <summary>
/// Holds infra-bicep to its rules. Each rule is first shown to find nothing in the templates as they are, and then to find the fault in a
/// copy that breaks it: a rule that cannot fail holds nothing.
/// </summary>
public sealed class RuleTests
{
    private static readonly Dictionary<string, Func<TemplateSet, IEnumerable<string>>> Rules = new()
    {
        [nameof(ResourceRules.Fit)] = ResourceRules.Fit,
        [nameof(ResourceRules.Lifecycle)] = ResourceRules.Lifecycle,
        [nameof(ResourceRules.Versions)] = ResourceRules.Versions,
        [nameof(ResourceRules.Hardened)] = ResourceRules.Hardened,
        [nameof(RoleRules.Ids)] = RoleRules.Ids,
        [nameof(RoleRules.Assignments)] = RoleRules.Assignments,
        [nameof(SecretRules.Calls)] = SecretRules.Calls,
        [$"Secret{nameof(SecretRules.Outputs)}"] = SecretRules.Outputs,
        [nameof(SecretRules.Texts)] = SecretRules.Texts,
        [nameof(SecretRules.Hooks)] = SecretRules.Hooks,
        [nameof(StructureRules.Described)] = StructureRules.Described,
        [nameof(StructureRules.Used)] = StructureRules.Used,
        [nameof(StructureRules.Declared)] = StructureRules.Declared,
        [nameof(StructureRules.Reached)] = StructureRules.Reached,
        [nameof(StructureRules.Modules)] = StructureRules.Modules,
        [nameof(StructureRules.ParameterFile)] = StructureRules.ParameterFile,
        [nameof(StructureRules.Stages)] = StructureRules.Stages,
        [nameof(NameRules.Limits)] = NameRules.Limits,
        [nameof(NetworkRules.Ranges)] = NetworkRules.Ranges,
        [nameof(NetworkRules.Isolation)] = NetworkRules.Isolation,
        [nameof(EventRules.Subscription)] = EventRules.Subscription,
        [nameof(EventRules.SignIn)] = EventRules.SignIn,
        [nameof(AppRules.Storage)] = AppRules.Storage,
        [nameof(AppRules.Access)] = AppRules.Access,
        [nameof(AppRules.Names)] = AppRules.Names,
        [nameof(AppRules.Connections)] = AppRules.Connections,
        [nameof(AppRules.Options)] = AppRules.Options,
        [nameof(AppRules.Deployment)] = AppRules.Deployment,
        [nameof(AppRules.Outputs)] = AppRules.Outputs,
        [nameof(WorkbookRules.Metrics)] = WorkbookRules.Metrics,
        [nameof(WorkbookRules.Columns)] = WorkbookRules.Columns,
        [nameof(DocumentRules.Chapters)] = DocumentRules.Chapters,
        [nameof(DocumentRules.Settings)] = DocumentRules.Settings,
        [nameof(DocumentRules.Files)] = DocumentRules.Files,
    };

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Rule_TemplatesAsTheyAre_FindsNothing(string rule) => Assert.Empty(Rules[rule](TemplateSet.Real));

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Rule_Always_HasAFaultThatItFinds(string rule) => Assert.Contains(Faults.All, fault => fault.Rule == rule);

    [Theory]
    [MemberData(nameof(Faults.Data), MemberType = typeof(Faults))]
    public void Rule_BrokenTemplate_FindsTheFault(string rule, string file, string text, string replacement) =>
        Assert.NotEmpty(Rules[rule](TemplateSet.Real.With(file, text, replacement)));
}
