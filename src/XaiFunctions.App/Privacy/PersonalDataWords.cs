using XaiFunctions.Core.Privacy;
using XaiFunctions.Documents.Content;

namespace XaiFunctions.App.Privacy;

/// <summary>Says in words which columns look like personal data, and never quotes a value.</summary>
public static class PersonalDataWords
{
    private const int MostNamed = 20;

    /// <summary>"column 'a' looks like e-mail addresses (3 of 10 values); ...".</summary>
    public static string List(IReadOnlyList<PersonalDataFinding> findings)
    {
        IEnumerable<string> named = findings.Take(MostNamed).Select(finding => finding.Matches > 0
            ? $"column '{finding.Column}' has values like {Kind(finding.Kind)}"
            : $"column '{finding.Column}' is named as if it held {Kind(finding.Kind)}");
        return string.Join("; ", named) + (findings.Count > MostNamed ? $"; and {findings.Count - MostNamed} more" : "");
    }

    /// <summary>The warning of a document; none if nothing was found.</summary>
    public static IEnumerable<DocumentWarning> Warn(IReadOnlyList<PersonalDataFinding> findings) => findings.Count == 0
        ? []
        : [new("personal-data", $"What was explained may be about persons: {List(findings)}. Documents hold these values. A model seldom needs them; the model's privacy policy can refuse or allow them.")];

    private static string Kind(PersonalDataKind kind) => kind switch
    {
        PersonalDataKind.Email => "e-mail addresses",
        PersonalDataKind.CardNumber => "payment card numbers",
        PersonalDataKind.Iban => "bank account numbers (IBAN)",
        PersonalDataKind.SocialSecurityNumber => "social security numbers",
        PersonalDataKind.Phone => "telephone numbers",
        PersonalDataKind.PersonName => "names of persons",
        PersonalDataKind.Address => "addresses",
        PersonalDataKind.BirthDate => "dates of birth",
        _ => "identifiers of persons",
    };
}
