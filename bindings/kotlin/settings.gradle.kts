rootProject.name = "catvton"
