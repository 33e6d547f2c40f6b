from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_attempts")]

    operations = [
        migrations.AlterField(
            model_name="attempt",
            name="kind",
            field=models.CharField(
                choices=[
                    ("sign-in", "Sign-in"),
                    ("code", "Code of a second factor"),
                    ("passkey", "Passkey"),
                    ("openid-connect", "OpenID Connect"),
                    ("page-password", "Page password"),
                    ("reset", "Link for a new password"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
