"""The 20 players of the German Credit models: which columns act as one, what they mean, and the reason texts."""

# Player: (prefix of its columns, or the column itself), description, text if it lowers the chance of "good", text if it raises it.
PLAYERS = {
    "checking account": ("CheckingAccountStatus.", "status of the checking account",
                         "Status of the checking account counts against the application",
                         "Status of the checking account speaks for the application"),
    "duration": ("Duration", "duration of the loan", "Duration of the loan is long", "Duration of the loan is short"),
    "credit history": ("CreditHistory.", "how earlier credits were paid",
                       "Earlier credits count against the application", "Earlier credits speak for the application"),
    "purpose": ("Purpose.", "what the loan is for",
                "Loans for this purpose are repaid less often", "Loans for this purpose are repaid more often"),
    "amount": ("Amount", "amount of the loan", "Amount of the loan counts against the application",
               "Amount of the loan speaks for the application"),
    "savings": ("SavingsAccountBonds.", "savings account and bonds", "Savings are low", "Savings are sufficient"),
    "employment": ("EmploymentDuration.", "length of the present employment",
                   "Length of the present employment counts against the application",
                   "Length of the present employment speaks for the application"),
    "instalment rate": ("InstallmentRatePercentage", "instalments as a share of the disposable income, in four classes",
                        "Instalments are high in relation to income", "Instalments are low in relation to income"),
    "personal status and sex": ("Personal.", "marital status and sex",
                                "Personal status counts against the application", "Personal status speaks for the application"),
    "other debtors": ("OtherDebtorsGuarantors.", "co-applicant or guarantor",
                      "Co-applicant or missing guarantor counts against the application", "Guarantor speaks for the application"),
    "residence": ("ResidenceDuration", "length of residence at the present address, in four classes",
                  "Length of residence counts against the application", "Length of residence speaks for the application"),
    "property": ("Property.", "most valuable property", "Property offers little security", "Property offers security"),
    "age": ("Age", "age in years", "Age counts against the application", "Age speaks for the application"),
    "other instalment plans": ("OtherInstallmentPlans.", "instalment plans with others",
                               "There are instalment plans with others", "There are no instalment plans with others"),
    "housing": ("Housing.", "rents, owns or lives for free", "Housing counts against the application",
                "Housing speaks for the application"),
    "existing credits": ("NumberExistingCredits", "number of existing credits at this bank",
                         "Number of existing credits counts against the application",
                         "Number of existing credits speaks for the application"),
    "job": ("Job.", "kind of job", "Kind of job counts against the application", "Kind of job speaks for the application"),
    "dependants": ("NumberPeopleMaintenance", "number of people to maintain",
                   "Number of people to maintain counts against the application",
                   "Number of people to maintain speaks for the application"),
    "telephone": ("Telephone", "telephone code of the data set: 1 for 596 of the 1,000 people",
                  "Telephone entry counts against the application", "Telephone entry speaks for the application"),
    "foreign worker": ("ForeignWorker", "foreign-worker code of the data set: 1 for 963 of the 1,000 people",
                       "Foreign-worker entry counts against the application", "Foreign-worker entry speaks for the application"),
}

SENSITIVE_PLAYERS = ["personal status and sex", "age", "foreign worker"]

NUMBERS = {"Duration": ("integer", "months"), "Amount": ("number", "DM"), "Age": ("integer", "years"),
           "InstallmentRatePercentage": ("integer", None), "ResidenceDuration": ("integer", None),
           "NumberExistingCredits": ("integer", None), "NumberPeopleMaintenance": ("integer", None)}

# The twelve coarser players of the exact cases: full enumeration stays small.
TWELVE = {"account": ["checking account"], "loan": ["duration", "amount", "instalment rate"], "credit history": ["credit history"],
          "purpose": ["purpose"], "savings": ["savings"], "work": ["employment", "job"],
          "person": ["personal status and sex", "age", "foreign worker"], "securities": ["other debtors", "property"],
          "home": ["residence", "housing"], "other instalment plans": ["other instalment plans"],
          "existing credits": ["existing credits"], "household": ["dependants", "telephone"]}


def columns_of(player, features):
    """The columns of a player, in the order of the file."""
    prefix = PLAYERS[player][0]
    return [name for name in features if name == prefix or (prefix.endswith(".") and name.startswith(prefix))]


def feature(name):
    """A column as the manifest describes it."""
    if name in NUMBERS:
        kind, unit = NUMBERS[name]
        player = next(value for value in PLAYERS.values() if value[0] == name)
        return {"name": name, "type": kind, "description": player[1]} | ({"unit": unit} if unit else {})
    owner = next(value for value in PLAYERS.values() if name == value[0] or (value[0].endswith(".") and name.startswith(value[0])))
    if name == owner[0]:
        return {"name": name, "type": "boolean", "description": owner[1]}
    return {"name": name, "type": "boolean", "description": f"{owner[1]}: {name[len(owner[0]):].replace('.', ' ')}"}


def manifest(features, **fields):
    """A manifest with the 20 players; `fields` say what the model's output is."""
    return fields | {
        "features": [feature(name) for name in features],
        "players": {player: columns_of(player, features) for player in PLAYERS},
        "background": "background.csv",
        "sensitive": [name for player in SENSITIVE_PLAYERS for name in columns_of(player, features)],
        "reasons": {player: {"lowers": value[2], "raises": value[3]} for player, value in PLAYERS.items()},
        "limits": {"maxRows": 1_000_000},
    }
